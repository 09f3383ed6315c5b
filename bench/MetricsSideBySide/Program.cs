using System.Diagnostics;
using System.Globalization;
using Tocsin.MetricsSideBySide;

// One run, one machine, one after the other: loads the same samples into each server by remote write, then asks all of them the same questions.
//   dotnet run -c Release --project bench/MetricsSideBySide -- --servers /opt/bin/prometheus,/opt/bin/victoria-metrics,src/Host/bin/Release/net10.0/tocsin
// Options: --series 20000 --hours 6 --interval 15 --batch 2000 --runs 3 (0: no table) --small 20000 --clients 4 (0: none)
//   --keep FOLDER: the data stays there and is not loaded again; all figures are then those of a server that has just started.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Dictionary<string, string> given = [];
for (int i = 0; i + 1 < args.Length; i += 2) given[args[i].TrimStart('-')] = args[i + 1];
double Number(string name, double fallback) => given.TryGetValue(name, out string? text) ? double.Parse(text, CultureInfo.InvariantCulture) : fallback;
if (!given.TryGetValue("servers", out string? servers))
{
    Console.Error.WriteLine("--servers PATH,PATH,... is missing");
    return 2;
}
var options = new LoadOptions((int)Number("series", 20_000), TimeSpan.FromHours(Number("hours", 6)), TimeSpan.FromSeconds(Number("interval", 15)), (int)Number("batch", 2000));
string? keep = given.GetValueOrDefault("keep");
int runs = (int)Number("runs", 3), small = (int)Number("small", 20_000), clients = (int)Number("clients", 0);
var table = new Dictionary<string, Dictionary<string, QueryCost>>();
foreach (string program in servers.Split(','))
{
    DirectoryInfo? folder = keep is null ? null : new DirectoryInfo(Path.Combine(keep, Path.GetFileName(program)));
    string endFile = Path.Combine(folder?.FullName ?? "", "loaded-until");
    bool isLoaded = folder is not null && File.Exists(endFile);
    var load = new WriteLoad(options, isLoaded ? long.Parse(await File.ReadAllTextAsync(endFile), CultureInfo.InvariantCulture) : DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
    if (!isLoaded && folder is not null)
    {
        await using (ServerUnderTest writer = await ServerUnderTest.StartAsync(program, folder)) await WriteAsync(writer, load);
        await File.WriteAllTextAsync(endFile, load.End.ToString(CultureInfo.InvariantCulture));
    }
    await using ServerUnderTest server = await ServerUnderTest.StartAsync(program, folder);
    if (folder is null) await WriteAsync(server, load);
    if (clients > 0) Console.WriteLine($"{server.Name}: {await new CrowdRun(load, clients).RunAsync(server)}");
    var run = new QueryRun(load, Math.Max(runs, 1));
    if (runs > 0)
    {
        foreach (QueryCost cost in await run.RunAsync(server))
        {
            if (!table.TryGetValue(cost.Query, out Dictionary<string, QueryCost>? row)) table[cost.Query] = row = [];
            row[server.Name] = cost;
        }
    }
    if (small > 0) Console.WriteLine($"{server.Name}: {await run.SmallQueriesAsync(server, 64, small):0} small queries per CPU second; peak {server.PeakMiB:0} MiB after the queries");
}
if (runs == 0) return 0;
Console.WriteLine($"\n{"CPU ms (wall ms)",-24}" + string.Concat(servers.Split(',').Select(path => $"{Path.GetFileName(path),26}")));
foreach ((string query, Dictionary<string, QueryCost> row) in table.OrderByDescending(pair => pair.Value.Values.Last().CpuMilliseconds))
    Console.WriteLine(string.Concat(servers.Split(',').Select(path => row[Path.GetFileName(path)]).Select(cost => $"{cost.CpuMilliseconds,10:0.0} ({cost.WallMilliseconds,8:0.0})  ")) + query);
foreach (string name in servers.Split(',').Select(path => Path.GetFileName(path)!))
    Console.WriteLine($"{name}: {table.Values.Sum(row => row[name].CpuMilliseconds):0} CPU ms in all");
return 0;

async Task WriteAsync(ServerUnderTest server, WriteLoad load)
{
    double idleMiB = server.AnonymousMiB, idleCpu = server.CpuSeconds;
    long began = Stopwatch.GetTimestamp();
    await load.SendAsync(server.Address);
    double millions = load.Samples / 1e6, cpu = server.CpuSeconds - idleCpu;
    Console.WriteLine($"{server.Name}: write {millions:0.0} M samples in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s: {cpu / millions:0.000} CPU s per million; "
        + $"resident {server.ResidentMiB:0} MiB (peak {server.PeakMiB:0}), anonymous {server.AnonymousMiB:0} (idle {idleMiB:0}), "
        + $"{(server.AnonymousMiB - idleMiB) * 1048576 / options.Series:0} bytes a series; disk {server.DiskMiB * 1048576 / load.Samples:0.00} bytes a sample");
}
