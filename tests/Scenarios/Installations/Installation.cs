using Tocsin.Testing.Processes;

namespace Tocsin.Scenarios.Installations;

/// <summary>A shape of Tocsin under test.</summary>
public enum Shape
{
    /// <summary>One process, SQLite, bus in memory.</summary>
    AllInOne,

    /// <summary>Four processes, Postgres, RabbitMQ.</summary>
    SplitRoles,

    /// <summary>docker-compose.yml as it is: seven containers.</summary>
    Compose,
}

/// <summary>
/// A running Tocsin with the files of the labs, a node that it watches and a mailbox that it writes to. The story told to it does not know the shape.
/// </summary>
internal abstract class Installation : IAsyncDisposable
{
    /// <summary>Where people and tools go: UI and every API.</summary>
    public abstract Uri Url { get; }

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>What can be restarted alone.</summary>
    public abstract IReadOnlyList<string> Parts { get; }

    /// <summary>The node's address as the alerts name it.</summary>
    public abstract string Node { get; }

    public abstract MailServer Mail { get; }

    public static Task<Installation> StartAsync(Shape shape, Containers containers, string folder, Uri slack, string mailbox, CancellationToken cancel) =>
        shape == Shape.Compose
            ? ComposeInstallation.StartAsync(folder, slack, mailbox, cancel)
            : ProcessInstallation.StartAsync(shape, containers, folder, slack, mailbox, cancel);

    public abstract Task NodeDownAsync(CancellationToken cancel);

    public abstract Task NodeUpAsync(CancellationToken cancel);

    /// <summary>Ends one part and starts it again; comes back when it is ready.</summary>
    public abstract Task RestartAsync(string part, CancellationToken cancel);

    /// <summary>What the parts wrote, for a failed test.</summary>
    public abstract Task<string> OutputAsync();

    public virtual ValueTask DisposeAsync()
    {
        Http.Dispose();
        return ValueTask.CompletedTask;
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
