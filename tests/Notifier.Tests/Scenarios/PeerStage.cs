using System.Globalization;
using Tocsin.Testing;
using Tocsin.Testing.Processes;

namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>The real Alertmanager, alone, on a folder of its own.</summary>
internal sealed class PeerStage : RealStage
{
    private readonly string _folder = Directory.CreateTempSubdirectory("peer-").FullName;
    private readonly string _program;
    private readonly string[] _flags;
    private readonly int _port = FreePort.Next();
    private ChildProcess? _process;

    private PeerStage(string program, IEnumerable<string> flags, Hooks hooks)
        : base(hooks)
    {
        _program = program;
        _flags = ["--config.file=am.yml", "--storage.path=data", $"--web.listen-address=127.0.0.1:{_port}", "--cluster.listen-address=", .. flags];
    }

    public string Address => $"http://127.0.0.1:{_port}";

    protected override Uri Url => new($"http://127.0.0.1:{_port}");

    public static async Task<PeerStage> StartAsync(string program, string config, IEnumerable<string> flags)
    {
        var stage = new PeerStage(program, flags, await Hooks.StartAsync());
        await stage.WriteAsync(config);
        await stage.RunAsync();
        return stage;
    }

    public override async Task<int> ReloadAsync(string config)
    {
        await WriteAsync(config);
        return (await CallAsync("POST", "/-/reload", null)).Status;
    }

    public override async Task RestartAsync()
    {
        await _process!.StopAsync(TestContext.Current.CancellationToken);
        await _process.DisposeAsync();
        await RunAsync();
    }

    public override async Task<double> MetricAsync(string series)
    {
        (_, string text) = await CallAsync("GET", "/metrics", null);
        string[] words = series.Split(' ');
        string[] labels = [.. words.Skip(1).Select(word => word.Replace("=", "=\"", StringComparison.Ordinal) + "\"")];
        return text.Split('\n')
            .Where(line => (line.StartsWith(words[0] + "{", StringComparison.Ordinal) || line.StartsWith(words[0] + " ", StringComparison.Ordinal)) && Array.TrueForAll(labels, label => line.Contains(label, StringComparison.Ordinal)))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    public override async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Task WriteAsync(string config) => File.WriteAllTextAsync(Path.Combine(_folder, "am.yml"), config.Replace("HOOK", Hooks.Url, StringComparison.Ordinal));

    private async Task RunAsync()
    {
        _process = ChildProcess.Start(_program, _flags, _folder);
        await Poll.UntilAsync("Alertmanager to be ready", TimeSpan.FromSeconds(60), async () =>
            _process.HasExited ? throw new InvalidOperationException(_process.Output) : (await CallAsync("GET", "/-/ready", null)).Status == 200, TestContext.Current.CancellationToken);
    }
}
