using System.Globalization;
using Tocsin.PromQL.Bench;

// PromQL.Bench [prometheus=URL,PID] [victoria=URL,PID] [only=part of a name]
// PromQL.Bench budgets=ROUNDS: how fast queries end that cross a limit, and what small ones wait meanwhile
Dictionary<string, string> options = args.Select(a => a.Split('=', 2)).ToDictionary(a => a[0], a => a[^1]);
long end = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 60_000 * 60_000;
long start = end - (BenchData.Samples * BenchData.Step) + 300_000;
var peers = new List<PeerServer>();
foreach (string name in (string[])["prometheus", "victoria"])
{
    if (!options.TryGetValue(name, out string? at)) continue;
    var peer = new PeerServer(name, at.Split(',')[0], int.Parse(at.Split(',')[1], CultureInfo.InvariantCulture));
    await peer.LoadAsync(new BenchData(end));
    peers.Add(peer);
}
await using OwnEngine own = await OwnEngine.LoadAsync(new BenchData(end));
Console.WriteLine("loaded");
if (options.TryGetValue("budgets", out string? rounds))
{
    await new BudgetRun(own.Store, start, end).RunAsync(int.Parse(rounds, CultureInfo.InvariantCulture));
    return;
}
foreach (BenchQuery query in BenchQueries.All)
{
    if (options.TryGetValue("only", out string? only) && !query.Name.Contains(only, StringComparison.Ordinal)) continue;
    (double cpu, double wall, double allocated, int series) = await own.RunAsync(query, start, end);
    string line = FormattableString.Invariant($"{query.Name,-30} ours cpu {cpu,7:F3} wall {wall,7:F3} alloc {allocated / 1e6,8:F2} MB, {series} series");
    foreach (PeerServer peer in peers)
    {
        (double theirCpu, double theirWall) = await peer.RunAsync(query, start, end);
        line += FormattableString.Invariant($" | {peer.Name} cpu {theirCpu,7:F3} wall {theirWall,7:F3} ({cpu / theirCpu:F2})");
    }
    Console.WriteLine(line);
}

foreach (PeerServer peer in peers) peer.Dispose();
