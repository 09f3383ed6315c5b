using System.Diagnostics;
using System.Globalization;
using Tocsin.Testing.Servers;

namespace Tocsin.NotifierSideBySide;

/// <summary>What one server did with the load.</summary>
internal sealed record Figures
{
    /// <summary>CPU seconds for 100,000 alerts sent again unchanged.</summary>
    public double ResendCpu { get; set; }

    /// <summary>MiB at moments of the run: private memory (anonymous and shared without a file, which is where .NET keeps compiled code), and resident memory.</summary>
    public Dictionary<string, (double Private, double Resident)> Memory { get; } = [];

    /// <summary>Wall and CPU milliseconds, medians, and bytes.</summary>
    public Dictionary<string, (double Wall, double Cpu, long Bytes)> Reads { get; } = [];

    /// <summary>From POST to the webhook, milliseconds.</summary>
    public double LatencyMedian { get; set; }

    public double LatencyP99 { get; set; }

    /// <summary>Notifications that came again after kill -9 and a start.</summary>
    public int Repeated { get; set; }
}

/// <summary>The run: fill, send again, read, probe, restart.</summary>
internal sealed class Measurements(ServerUnderTest server, WebCatcher catcher)
{
    private const int ResendRounds = 5;
    private const int ReadRounds = 15;
    private const int WarmReads = 40;
    private const int Probes = 300;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(25);

    private static readonly string[] Paths = ["/api/v2/alerts", "/api/v2/alerts/groups", "/api/v2/silences"];

    private readonly DateTimeOffset _start = TimeProvider.System.GetUtcNow();

    public async Task<Figures> RunAsync()
    {
        var figures = new Figures();
        for (int i = 0; i < Load.Silences; i++) await server.PostAsync("/api/v2/silences", Load.Silence(i, _start));
        foreach (byte[] body in Load.Batches(_start, _start)) await server.PostAsync("/api/v2/alerts", body);
        await QuietAsync();
        await ResendAsync(figures);
        figures.Memory["after re-sends"] = server.Memory();
        foreach (string path in Paths)
        {
            // Reading takes minutes where it is slow, and alerts that were not sent again would end meanwhile.
            foreach (byte[] body in Load.Batches(_start, TimeProvider.System.GetUtcNow())) await server.PostAsync("/api/v2/alerts", body);
            figures.Reads[path] = await ReadAsync(path);
        }
        figures.Memory["after reads"] = server.Memory();
        await Task.Delay(Rest, TimeProvider.System);
        figures.Memory["at rest"] = server.Memory();
        await ProbeAsync(figures);
        await RepeatedAsync(figures);
        return figures;
    }

    private async Task ResendAsync(Figures figures)
    {
        double before = server.CpuSeconds();
        for (int round = 0; round < ResendRounds; round++)
        {
            byte[][] bodies = Load.Batches(_start, TimeProvider.System.GetUtcNow());
            foreach (byte[] body in bodies) await server.PostAsync("/api/v2/alerts", body);
        }
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        figures.ResendCpu = (server.CpuSeconds() - before) * 100_000 / (ResendRounds * Load.Alerts);
    }

    private async Task<(double, double, long)> ReadAsync(string path)
    {
        var walls = new List<double>();
        // Pages read again and again: what counts is a server that has been read before, for both.
        long bytes = 0;
        for (int i = 0; i < WarmReads; i++) bytes = await server.GetAsync(path);
        double cpu = server.CpuSeconds();
        for (int i = 0; i < ReadRounds; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await server.GetAsync(path);
            walls.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        walls.Sort();
        return (walls[ReadRounds / 2], (server.CpuSeconds() - cpu) * 1000 / ReadRounds, bytes);
    }

    private async Task ProbeAsync(Figures figures)
    {
        var times = new List<double>();
        for (int i = 0; i < Probes; i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"Probe{i:d6}");
            var arrived = new TaskCompletionSource();
            catcher.Answer = request =>
            {
                if (request.Body.Contains(name, StringComparison.Ordinal)) arrived.TrySetResult();
                return (200, "ok");
            };
            long start = Stopwatch.GetTimestamp();
            await server.PostAsync("/api/v2/alerts", "[{\"labels\":{\"alertname\":\"" + name + "\",\"probe\":\"yes\"}}]");
            await arrived.Task.WaitAsync(TimeSpan.FromSeconds(30));
            if (i >= 20) times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        times.Sort();
        figures.LatencyMedian = times[times.Count / 2];
        figures.LatencyP99 = times[times.Count * 99 / 100];
    }

    private async Task RepeatedAsync(Figures figures)
    {
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        int told = catcher.Requests.Count;
        await server.RestartAsync();
        foreach (byte[] body in Load.Batches(_start, TimeProvider.System.GetUtcNow())) await server.PostAsync("/api/v2/alerts", body);
        await QuietAsync();
        figures.Repeated = catcher.Requests.Count - told;
    }

    /// <summary>Until nothing has come for a while.</summary>
    private async Task QuietAsync()
    {
        for (int quiet = 0, count = -1; quiet < 5; quiet++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            if (catcher.Requests.Count != count) quiet = 0;
            count = catcher.Requests.Count;
        }
    }
}
