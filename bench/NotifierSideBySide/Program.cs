using System.Globalization;
using Tocsin.NotifierSideBySide;
using Tocsin.Testing.Peers;
using Tocsin.Testing.Processes;
using Tocsin.Testing.Servers;

// The Notifier and the real Alertmanager with the same load, one after the other:
//   dotnet run -c Release --project bench/NotifierSideBySide -- PATH-OF-tocsin [postgres connection string]
if (args.Length is 0 or > 2)
{
    Console.Error.WriteLine("usage: NotifierSideBySide PATH-OF-tocsin [POSTGRES-CONNECTION-STRING]; alertmanager is looked for in $TOCSIN_PEERS_DIR/bin");
    return 2;
}
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Figures ours = await RunAsync("tocsin", async (folder, port) => new ServerUnderTest("tocsin", Path.GetFullPath(args[0]),
    [
        "serve", "--role=notifier", $"--web.listen-address=127.0.0.1:{port}", "--alertmanager.config.file=am.yml", "--storage.tsdb.path=data", "--log.level=warn",
        .. await Task.FromResult(args.Length > 1 ? new[] { "--database=" + args[1] } : []),
    ],
    folder, port));
Figures? theirs = PeerPrograms.Find("alertmanager") is not { } alertmanager ? null : await RunAsync("alertmanager", (folder, port) => Task.FromResult(
    new ServerUnderTest("alertmanager", alertmanager,
        ["--config.file=am.yml", "--storage.path=data", $"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address=", "--log.level=warn"], folder, port)));
Print("CPU s per 100,000 re-sent alerts", figures => figures.ResendCpu);
foreach (string moment in ours.Memory.Keys)
{
    Print($"private memory MiB, {moment}", figures => figures.Memory[moment].Private);
    Print($"resident memory MiB, {moment}", figures => figures.Memory[moment].Resident);
}
foreach (string path in ours.Reads.Keys)
{
    Print($"GET {path} wall ms", figures => figures.Reads[path].Wall);
    Print($"GET {path} CPU ms", figures => figures.Reads[path].Cpu);
    Print($"GET {path} MB", figures => figures.Reads[path].Bytes / 1e6);
}
Print("new alert at the webhook, p50 ms", figures => figures.LatencyMedian);
Print("new alert at the webhook, p99 ms", figures => figures.LatencyP99);
Print("notifications repeated after kill -9", figures => figures.Repeated);
return 0;

void Print(string what, Func<Figures, double> of) => Console.WriteLine(theirs is null
    ? $"{what,-48} {of(ours),10:F2}"
    : $"{what,-48} {of(ours),10:F2} {of(theirs),10:F2}   theirs/ours {of(theirs) / of(ours):F2}");

static async Task<Figures> RunAsync(string name, Func<string, int, Task<ServerUnderTest>> make)
{
    string folder = Directory.CreateTempSubdirectory("side-by-side-").FullName;
    await using WebCatcher catcher = await WebCatcher.StartAsync();
    await File.WriteAllTextAsync(Path.Combine(folder, "am.yml"), Load.Config(catcher.Url.AbsoluteUri.TrimEnd('/')));
    await using ServerUnderTest server = await make(folder, FreePort.Next());
    await server.StartAsync();
    Console.WriteLine($"{name} runs");
    Figures figures = await new Measurements(server, catcher).RunAsync();
    Directory.Delete(folder, recursive: true);
    return figures;
}
