namespace Tocsin.Testing.Processes;

/// <summary>A running <c>tocsin serve</c>, started from the build output beside the tests.</summary>
public sealed class TocsinServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    private readonly string[] _arguments;
    private readonly string _folder;
    private ChildProcess _process;

    private TocsinServer(string[] arguments, string folder, int port)
    {
        _arguments = arguments;
        _folder = folder;
        Port = port;
        _process = Launch();
    }

    public int Port { get; }

    public Uri Url => new($"http://127.0.0.1:{Port}");

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(20) };

    public string Output => _process.Output;

    /// <summary>Starts a server on a port and waits until it is ready.</summary>
    public static async Task<TocsinServer> StartAsync(string folder, int port, IEnumerable<string> flags, CancellationToken cancel)
    {
        TocsinServer server = Launch(folder, port, flags);
        await server.ReadyAsync(cancel);
        return server;
    }

    /// <summary>Starts a server that may not become ready.</summary>
    public static TocsinServer Launch(string folder, int port, IEnumerable<string> flags) =>
        new(["serve", $"--web.listen-address=127.0.0.1:{port}", .. flags], folder, port);

    /// <summary>Runs a command of <c>tocsin</c> to its end.</summary>
    public static async Task<(int Code, string Output)> RunAsync(string folder, IEnumerable<string> arguments, CancellationToken cancel)
    {
        await using ChildProcess process = ChildProcess.Start(Executable(), arguments, folder);
        int code = await process.ExitAsync(cancel);
        return (code, process.Output);
    }

    public async Task ReadyAsync(CancellationToken cancel)
    {
        try
        {
            await Poll.UntilAsync("the server to be ready", StartLimit, async () =>
            {
                if (_process.HasExited) throw new InvalidOperationException("The server ended:\n" + Output);
                using HttpResponseMessage answer = await Http.GetAsync(new Uri(Url, "/-/ready"), cancel);
                return answer.IsSuccessStatusCode;
            }, cancel);
        }
        catch (TimeoutException e)
        {
            throw new InvalidOperationException("The server is not ready:\n" + Output, e);
        }
    }

    /// <summary>SIGTERM; the exit code tells whether the stop was graceful.</summary>
    public Task<int> StopAsync(CancellationToken cancel) => _process.StopAsync(cancel);

    /// <summary>kill -9.</summary>
    public Task<int> KillAsync(CancellationToken cancel) => _process.KillAsync(cancel);

    public void Signal(int number) => _process.Signal(number);

    /// <summary>Starts again after a stop or a kill, with the same flags and data.</summary>
    public async Task RestartAsync(CancellationToken cancel)
    {
        await RelaunchAsync();
        await ReadyAsync(cancel);
    }

    /// <summary>Starts again without waiting for it to be ready.</summary>
    public async Task RelaunchAsync()
    {
        await _process.DisposeAsync();
        _process = Launch();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _process.DisposeAsync();
    }

    private ChildProcess Launch() => ChildProcess.Start(Executable(), _arguments, _folder);

    /// <summary>TOCSIN_PROGRAM names another build, such as a published one, for long campaigns.</summary>
    private static string Executable() =>
        Environment.GetEnvironmentVariable("TOCSIN_PROGRAM") ?? Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "tocsin.exe" : "tocsin");
}
