using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Tocsin.MetricsSideBySide;

/// <summary>One server on a free port of the loopback with a folder of its own, and what it costs the machine.</summary>
internal sealed class ServerUnderTest : IAsyncDisposable
{
    private static readonly double TicksPerSecond = 100;

    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly bool _keeps;

    private ServerUnderTest(string name, Process process, DirectoryInfo folder, bool keeps, Uri address) =>
        (Name, _process, _folder, _keeps, Address) = (name, process, folder, keeps, address);

    public string Name { get; }

    public Uri Address { get; }

    /// <summary>User and system seconds since the start.</summary>
    public double CpuSeconds
    {
        get
        {
            // The name in brackets may hold spaces; the numbers begin behind it.
            string[] fields = File.ReadAllText($"/proc/{_process.Id}/stat").Split(") ")[1].Split(' ');
            return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
        }
    }

    public double ResidentMiB => Status("VmRSS");

    /// <summary>The most it ever had.</summary>
    public double PeakMiB => Status("VmHWM");

    public double AnonymousMiB => Status("RssAnon");

    public double DiskMiB => _folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) / 1048576.0;

    /// <param name="program">The path of prometheus, victoria-metrics or tocsin.</param>
    /// <param name="folder">Where its data lives; null: a folder that goes with it.</param>
    public static async Task<ServerUnderTest> StartAsync(string program, DirectoryInfo? folder)
    {
        bool keeps = folder is not null;
        folder ??= Directory.CreateTempSubdirectory("side-by-side-");
        folder.Create();
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        string listen = address.Authority, data = folder.FullName;
        await File.WriteAllTextAsync(Path.Combine(data, "prometheus.yml"), "global: {scrape_interval: 1h}\n");
        await File.WriteAllTextAsync(Path.Combine(data, "alertmanager.yml"), "route: {receiver: none}\nreceivers: [{name: none}]\n");
        string name = Path.GetFileName(program);
        string[] arguments = name switch
        {
            "prometheus" => ["--query.timeout=10m", $"--config.file={data}/prometheus.yml", $"--storage.tsdb.path={data}/data", $"--web.listen-address={listen}", "--web.enable-remote-write-receiver", "--log.level=error"],
            "victoria-metrics" => [$"-storageDataPath={data}/data", $"-httpListenAddr={listen}", "-retentionPeriod=1y", "-loggerLevel=ERROR", "-search.maxUniqueTimeseries=2000000", "-search.disableCache", "-search.maxSeries=2000000", "-search.maxQueryDuration=10m"],
            _ => ["serve", "--query.timeout=10m", $"--config.file={data}/prometheus.yml", $"--alertmanager.config.file={data}/alertmanager.yml", $"--storage.tsdb.path={data}/data", $"--web.listen-address={listen}", "--web.enable-remote-write-receiver", "--log.level=error"],
        };
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => Console.Error.WriteLine(line.Data is null ? "" : $"{name}: {line.Data}");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new ServerUnderTest(name, process, folder, keeps, address);
        using var http = new HttpClient();
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                if ((await http.GetAsync(new Uri(address, "/api/v1/query?query=1"))).IsSuccessStatusCode) return server;
            }
            catch (HttpRequestException) when (attempt < 300 && !process.HasExited)
            {
                // Not up yet.
            }
            await Task.Delay(100);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Asked to end, not killed: what it has in memory shall be there after the next start.
        using (var asked = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)])) await asked.WaitForExitAsync();
        await _process.WaitForExitAsync();
        _process.Dispose();
        if (!_keeps) _folder.Delete(recursive: true);
    }

    private double Status(string field) =>
        double.Parse(File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith(field + ":", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
