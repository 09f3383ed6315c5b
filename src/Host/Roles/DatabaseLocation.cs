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
        string database = url.AbsolutePath.Trim('/');
        var parts = new List<string> { $"Host={url.Host}", $"Port={(url.Port > 0 ? url.Port : 5432)}" };
        if (user[0].Length > 0) parts.Add("Username=" + Uri.UnescapeDataString(user[0]));
        if (user.Length > 1) parts.Add("Password=" + Uri.UnescapeDataString(user[1]));
        if (database.Length > 0) parts.Add("Database=" + Uri.UnescapeDataString(database));
        return new Postgres(string.Join(';', parts));
    }
}

/// <summary>One SQLite file a context in this folder, so that two writers never wait for each other.</summary>
internal sealed record SqliteFolder(string Path) : DatabaseLocation
{
    public override string ToString() => "sqlite:" + Path;
}

/// <summary>A Postgres server; its text form shows no password.</summary>
internal sealed record Postgres(string ConnectionString) : DatabaseLocation
{
    public override string ToString()
    {
        var parts = new Npgsql.NpgsqlConnectionStringBuilder(ConnectionString);
        return $"postgres {parts.Host}:{parts.Port}/{parts.Database}";
    }
}
