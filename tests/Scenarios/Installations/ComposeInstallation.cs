using Tocsin.Testing.Processes;

namespace Tocsin.Scenarios.Installations;

/// <summary>
/// docker-compose.yml as people start it, with the labs' files as their configuration and, added by a second file, a node_exporter to watch. Builds the
/// image, so it runs only where <c>TOCSIN_TEST_COMPOSE</c> asks for it.
/// </summary>
internal sealed class ComposeInstallation : Installation
{
    private const string Project = "tocsin-ci";

    private readonly string _folder;
    private readonly int _port;

    private ComposeInstallation(string folder, int port, MailServer mail)
    {
        _folder = folder;
        _port = port;
        Mail = mail;
    }

    public override Uri Url => new($"http://127.0.0.1:{_port}");

    public override IReadOnlyList<string> Parts => ["ingest", "engine", "notifier", "web", "postgres", "rabbitmq"];

    public override string Node => "node:9100";

    public override MailServer Mail { get; }

    public static async Task<Installation> StartAsync(string folder, Uri slack, string mailbox, CancellationToken cancel)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("TOCSIN_TEST_COMPOSE") == "1", "Set TOCSIN_TEST_COMPOSE=1 to build the image and run docker-compose.yml.");
        int port = FreePort.Next(), mailPort = FreePort.Next();
        string outside = new UriBuilder(slack) { Host = "host.docker.internal" }.Uri.AbsoluteUri;
        LabFiles.Write(folder, new LabHosts("ingest:9090", "node:9100", "notifier:9090", outside, "mailpit:1025", mailbox));
        await File.WriteAllTextAsync(Path.Combine(folder, "node.yml"), NodeService, cancel);
        await File.WriteAllTextAsync(Path.Combine(folder, "ports.env"), $"""
            TOCSIN_CONFIG={folder}
            TOCSIN_PORT={port}
            ALERTMANAGER_PORT={FreePort.Next()}
            MAILPIT_PORT={mailPort}
            TOCSIN_URL=http://127.0.0.1:{port}
            """, cancel);
        MakeReadable(folder);
        var installation = new ComposeInstallation(folder, port, new MailServer("mailpit:1025", new Uri($"http://127.0.0.1:{mailPort}"), null));
        try
        {
            await installation.ComposeAsync(["up", "--build", "--wait", "--quiet-pull"], cancel);
            return installation;
        }
        catch
        {
            await installation.DisposeAsync();
            throw;
        }
    }

    public override Task NodeDownAsync(CancellationToken cancel) => ComposeAsync(["stop", "-t", "1", "node"], cancel);

    public override Task NodeUpAsync(CancellationToken cancel) => ComposeAsync(["start", "node"], cancel);

    public override async Task RestartAsync(string part, CancellationToken cancel)
    {
        await ComposeAsync(["kill", "-s", "SIGKILL", part], cancel);
        await ComposeAsync(["up", "-d", "--no-deps", "--wait", part], cancel);
    }

    public override async Task<string> OutputAsync()
    {
        try
        {
            return await ComposeAsync(["logs", "--no-color", "--tail", "300", "ingest", "engine", "notifier", "web"], CancellationToken.None);
        }
        catch (InvalidOperationException e)
        {
            return e.Message;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await ComposeAsync(["down", "-v", "--remove-orphans", "-t", "5"], CancellationToken.None);
        await Mail.DisposeAsync();
        await base.DisposeAsync();
    }

    private const string NodeService = """
        services:
          node:
            image: prom/node-exporter
            command: ["--web.listen-address=:9100"]
          notifier:
            extra_hosts: ["host.docker.internal:host-gateway"]
        """;

    private async Task<string> ComposeAsync(string[] arguments, CancellationToken cancel)
    {
        string root = RepositoryRoot();
        await using ChildProcess process = ChildProcess.Start(
            "docker",
            ["compose", "-p", Project, "--env-file", Path.Combine(_folder, "ports.env"), "-f", Path.Combine(root, "docker-compose.yml"), "-f", Path.Combine(_folder, "node.yml"), .. arguments],
            root);
        int code = await process.ExitAsync(cancel);
        return code == 0 ? process.Output : throw new InvalidOperationException($"docker compose {string.Join(' ', arguments)} ended with {code}:\n{process.Output}");
    }

    // The image's user is not the one who runs the tests.
    private static void MakeReadable(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        foreach (string file in Directory.EnumerateFiles(folder)) File.SetUnixFileMode(file, (UnixFileMode)0b110_100_100);
    }

    private static string RepositoryRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "docker-compose.yml")))
                return folder.FullName;
        throw new InvalidOperationException("The tests run outside of the repository.");
    }
}
