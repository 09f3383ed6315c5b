using Tocsin.Testing.Processes;

namespace Tocsin.Scenarios.Installations;

/// <summary>A shape of Tocsin under test.</summary>
public enum Shape
{
    /// <summary>One process, SQLite, bus in memory.</summary>
    AllInOne,

    /// <summary>Four processes, Postgres, RabbitMQ.</summary>
    SplitRoles,
}

/// <summary>A running Tocsin in one of its shapes. The story told to it does not know which.</summary>
internal sealed class Installation : IAsyncDisposable
{
    private readonly List<(string Role, TocsinServer Server)> _servers = [];
    private readonly InstallationPorts _ports;
    private readonly string _folder;

    private Installation(string folder, InstallationPorts ports)
    {
        _folder = folder;
        _ports = ports;
    }

    /// <summary>Where people and tools go: UI and every API.</summary>
    public Uri Url => new($"http://127.0.0.1:{_ports.Web}");

    public HttpClient Http => _servers[^1].Server.Http;

    public IReadOnlyList<string> Roles => [.. _servers.Select(one => one.Role)];

    public string Output => string.Join("\n\n", _servers.Select(one => $"--- {one.Role}\n{one.Server.Output}"));

    public static async Task<Installation> StartAsync(
        Shape shape, Containers containers, string folder, InstallationPorts ports, LabFiles files, CancellationToken cancel, params string[] more)
    {
        var installation = new Installation(folder, ports);
        string[] common = [$"--config.file={files.Prometheus}", $"--alertmanager.config.file={files.Alertmanager}", .. more];
        try
        {
            if (shape == Shape.AllInOne) await installation.AddAsync("all", ports.Web, [.. common, "--storage.tsdb.path=data"], cancel);
            else await installation.StartRolesAsync(common, await containers.PostgresAsync(), await containers.BrokerAsync(), cancel);
            return installation;
        }
        catch
        {
            await installation.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills one process as a crash would and starts it again.</summary>
    public async Task CrashAsync(string role, CancellationToken cancel)
    {
        TocsinServer server = _servers.Single(one => one.Role == role).Server;
        await server.KillAsync(cancel);
        await server.RestartAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        foreach ((_, TocsinServer server) in _servers) await server.DisposeAsync();
    }

    private async Task StartRolesAsync(string[] common, string postgres, string broker, CancellationToken cancel)
    {
        string database = await FreshDatabaseAsync(postgres, cancel);
        string[] state = [$"--database={database}", $"--bus={broker}"];
        string ingest = $"--peer.ingest=http://127.0.0.1:{_ports.Ingest}", engine = $"--peer.engine=http://127.0.0.1:{_ports.Engine}",
            notifier = $"--peer.notifier=http://127.0.0.1:{_ports.Notifier}";
        string url = $"--web.external-url=http://127.0.0.1:{_ports.Web}";
        await AddAsync("ingest", _ports.Ingest, [.. common, "--role=ingest", url, "--storage.tsdb.path=data-ingest"], cancel);
        await AddAsync("notifier", _ports.Notifier, [.. common, .. state, "--role=notifier", url, "--storage.tsdb.path=data-notifier"], cancel);
        await AddAsync("engine", _ports.Engine, [.. common, .. state, "--role=engine", url, ingest, notifier, "--storage.tsdb.path=data-engine"], cancel);
        await AddAsync("web", _ports.Web, [.. common, "--role=web", url, ingest, engine, notifier, "--storage.tsdb.path=data-web"], cancel);
    }

    private async Task AddAsync(string role, int port, IEnumerable<string> flags, CancellationToken cancel) =>
        _servers.Add((role, await TocsinServer.StartAsync(_folder, port, flags, cancel)));

    // Every story starts from nothing: a database of its own in the shared server.
    private static async Task<string> FreshDatabaseAsync(string postgres, CancellationToken cancel)
    {
        string name = "story_" + Guid.NewGuid().ToString("n")[..12];
        await using var connection = new Npgsql.NpgsqlConnection(postgres);
        await connection.OpenAsync(cancel);
        await using Npgsql.NpgsqlCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The name is made above from hexadecimal digits.
        command.CommandText = $"CREATE DATABASE {name}";
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancel);
        return new Npgsql.NpgsqlConnectionStringBuilder(postgres) { Database = name }.ConnectionString;
    }
}

/// <summary>Ports chosen before the start, because configuration files name them.</summary>
internal sealed record InstallationPorts(int Web, int Ingest, int Engine, int Notifier)
{
    public static InstallationPorts Choose(Shape shape)
    {
        int web = FreePort.Next();
        return shape == Shape.AllInOne
            ? new InstallationPorts(web, web, web, web)
            : new InstallationPorts(web, FreePort.Next(), FreePort.Next(), FreePort.Next());
    }
}
