using System.Data.Common;
using Npgsql;

namespace Tocsin.Host.Roles;

/// <summary>Which database holds silences and alert state.</summary>
internal abstract record DatabaseLocation
{
    /// <summary><c>sqlite:FOLDER</c>, or a Postgres connection string (key=value pairs or a postgres:// URL). Null when it is neither.</summary>
    public static DatabaseLocation? Parse(string text)
    {
        if (text.StartsWith("sqlite:", StringComparison.Ordinal)) return text.Length > 7 ? new SqliteFolder(text[7..]) : null;
        if (text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal)) return FromUrl(text);
        return text.Contains("Host=", StringComparison.OrdinalIgnoreCase) ? new Postgres(text) : null;
    }

    private static Postgres? FromUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Host.Length == 0) return null;
        string[] user = url.UserInfo.Split(':', 2);
        string database = Uri.UnescapeDataString(url.AbsolutePath.Trim('/'));
        var parts = new NpgsqlConnectionStringBuilder { Host = url.Host, Port = url.Port > 0 ? url.Port : 5432 };
        if (user[0].Length > 0) parts.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1) parts.Password = Uri.UnescapeDataString(user[1]);
        if (database.Length > 0) parts.Database = database;
        try
        {
            foreach (string pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
            {
                string[] setting = [.. pair.Split('=', 2).Select(Uri.UnescapeDataString)];
                if (setting.Length < 2) return null;
                // libpq spells verify-full what the driver calls VerifyFull.
                parts[Keyword(setting[0])] = setting[0] == "sslmode" ? setting[1].Replace("-", "", StringComparison.Ordinal) : setting[1];
            }
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException)
        {
            return null;
        }
        return new Postgres(parts.ConnectionString);
    }

    /// <summary>The driver's word for a setting in a URL, where it has another than libpq.</summary>
    private static string Keyword(string setting) => setting switch
    {
        "sslmode" => "SSL Mode",
        "sslrootcert" => "Root Certificate",
        "sslcert" => "SSL Certificate",
        "sslkey" => "SSL Key",
        "connect_timeout" => "Timeout",
        "target_session_attrs" => "Target Session Attributes",
        _ => setting.Replace('_', ' '),
    };
}

/// <summary>One SQLite file a context in this folder, so that two writers never wait for each other.</summary>
internal sealed record SqliteFolder(string Path) : DatabaseLocation
{
    public override string ToString() => "sqlite:" + Path;
}

/// <summary>A Postgres server; its text form shows no password.</summary>
internal sealed record Postgres(string ConnectionString) : DatabaseLocation
{
    /// <summary>
    /// What is asked again and again is planned once, and a connection goes back to the pool as it is, since nothing here changes a session. Who says otherwise,
    /// for a pooler in between perhaps, has the last word.
    /// </summary>
    public string Prepared
    {
        get
        {
            var said = new DbConnectionStringBuilder { ConnectionString = ConnectionString };
            var text = new NpgsqlConnectionStringBuilder(ConnectionString);
            if (!said.ContainsKey("Max Auto Prepare") && !said.ContainsKey("MaxAutoPrepare")) text.MaxAutoPrepare = 100;
            if (!said.ContainsKey("No Reset On Close") && !said.ContainsKey("NoResetOnClose")) text.NoResetOnClose = true;
            return text.ConnectionString;
        }
    }

    public override string ToString()
    {
        var parts = new NpgsqlConnectionStringBuilder(ConnectionString);
        return $"postgres {parts.Host}:{parts.Port}/{parts.Database}";
    }
}
