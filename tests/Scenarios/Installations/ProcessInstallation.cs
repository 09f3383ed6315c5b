using Npgsql;
using Tocsin.Testing.Peers;
using Tocsin.Testing.Processes;

namespace Tocsin.Scenarios.Installations;

/// <summary>One process, or four with Postgres and RabbitMQ in containers. A restart is a kill -9 and a new start.</summary>
internal sealed class ProcessInstallation : Installation
{
    private readonly List<(string Role, TocsinServer Server)> _servers = [];
    private readonly InstallationPorts _ports;
    private readonly string _folder;
    private readonly NodeExporter _node;

    private ProcessInstallation(string folder, InstallationPorts ports, NodeExporter node, MailServer mail)
    {
        _folder = folder;
        _ports = ports;
        _node = node;
        Mail = mail;
    }

    public override Uri Url => new($"http://127.0.0.1:{_ports.Web}");

    public override IReadOnlyList<string> Parts => [.. _servers.Select(one => one.Role)];

    public override string Node => $"127.0.0.1:{_node.Port}";

    public override MailServer Mail { get; }

    public static new async Task<Installation> StartAsync(
        Shape shape, Containers containers, string folder, Uri slack, string mailbox, CancellationToken cancel)
    {
        MailServer mail = await containers.MailAsync();
        var ports = InstallationPorts.Choose(shape);
        var installation = new ProcessInstallation(folder, ports, await NodeExporter.StartAsync(), mail);
        // Who scrapes is up whenever it scrapes: another role of ours that starts slowly would be a second alert beside the node's.
        string self = $"127.0.0.1:{ports.Ingest}", alertmanager = $"127.0.0.1:{ports.Web}";
        LabFiles files = LabFiles.Write(
            Path.Combine(folder, "config"), new LabHosts(self, installation.Node, alertmanager, slack.AbsoluteUri, mail.Smarthost, mailbox));
        string[] common = [$"--config.file={files.Prometheus}", $"--alertmanager.config.file={files.Alertmanager}"];
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

    public override Task NodeDownAsync(CancellationToken cancel) => _node.DownAsync();

    public override Task NodeUpAsync(CancellationToken cancel) => _node.UpAsync();

    public override async Task RestartAsync(string part, CancellationToken cancel)
    {
        TocsinServer server = _servers.Single(one => one.Role == part).Server;
        await server.KillAsync(cancel);
        await server.RestartAsync(cancel);
    }

    public override Task<string> OutputAsync() =>
        Task.FromResult(string.Join("\n\n", _servers.Select(one => $"--- {one.Role}\n{one.Server.Output}")));

    public override async ValueTask DisposeAsync()
    {
        foreach ((_, TocsinServer server) in _servers) await server.DisposeAsync();
        await _node.DisposeAsync();
        await base.DisposeAsync();
    }

    private async Task StartRolesAsync(string[] common, string postgres, string broker, CancellationToken cancel)
    {
        string[] state = [$"--database={await FreshDatabaseAsync(postgres, cancel)}", $"--bus={broker}"];
        string ingest = $"--peer.ingest=http://127.0.0.1:{_ports.Ingest}", engine = $"--peer.engine=http://127.0.0.1:{_ports.Engine}",
            notifier = $"--peer.notifier=http://127.0.0.1:{_ports.Notifier}";
        string url = $"--web.external-url=http://127.0.0.1:{_ports.Web}";
        await AddAsync("ingest", _ports.Ingest, [.. common, "--role=ingest", url, "--storage.tsdb.path=data"], cancel);
        await AddAsync("notifier", _ports.Notifier, [.. common, .. state, "--role=notifier", url], cancel);
        await AddAsync("engine", _ports.Engine, [.. common, .. state, "--role=engine", url, ingest, notifier], cancel);
        await AddAsync("web", _ports.Web, [.. common, "--role=web", url, ingest, engine, notifier], cancel);
    }

    private async Task AddAsync(string role, int port, IEnumerable<string> flags, CancellationToken cancel) =>
        _servers.Add((role, await TocsinServer.StartAsync(_folder, port, flags, cancel)));

    // Every story starts from nothing: a database of its own in the shared server.
    private static async Task<string> FreshDatabaseAsync(string postgres, CancellationToken cancel)
    {
        string name = "story_" + Guid.NewGuid().ToString("n")[..12];
        await using var connection = new NpgsqlConnection(postgres);
        await connection.OpenAsync(cancel);
        await using NpgsqlCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The name is made above from hexadecimal digits.
        command.CommandText = $"CREATE DATABASE {name}";
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancel);
        return new NpgsqlConnectionStringBuilder(postgres) { Database = name }.ConnectionString;
    }
}
