using System.CommandLine;

namespace Tocsin.Host.Cli;

/// <summary><c>tocsin tsdb</c>: looks into data directories and makes blocks, with the outputs and exit codes that scripts know from promtool.</summary>
internal static class TsdbCommand
{
    private const string DefaultPath = "data/";

    public static Command Create(TimeProvider clock)
    {
        var command = new Command("tsdb", "Look into a data directory, or make blocks.");
        command.Subcommands.Add(List());
        command.Subcommands.Add(Analyze());
        command.Subcommands.Add(Dump("dump", "Print samples, a line each.", openMetrics: false));
        command.Subcommands.Add(Dump("dump-openmetrics", "Print float samples as OpenMetrics text.", openMetrics: true));
        var import = new Command("create-blocks-from", "Make blocks of data from elsewhere.");
        import.Subcommands.Add(Import(clock));
        command.Subcommands.Add(import);
        var bench = new Command("bench", "Measure.");
        bench.Subcommands.Add(BenchWrite(clock));
        command.Subcommands.Add(bench);
        return command;
    }

    private static Command List()
    {
        Argument<string> path = DataPath();
        var readable = new Option<bool>("--human-readable", "-r") { Description = "Print times and sizes as people read them." };
        var command = new Command("list", "List the blocks of a data directory.") { path, readable };
        command.SetAction((result, _) => RunAsync(result, console => TsdbReports.ListAsync(result.GetValue(path)!, result.GetValue(readable), console)));
        return command;
    }

    private static Command Analyze()
    {
        Argument<string> path = DataPath();
        var block = new Argument<string>("BLOCK") { DefaultValueFactory = _ => "", Description = "Name of the block; default: the newest." };
        var limit = new Option<int>("--limit") { DefaultValueFactory = _ => 20, Description = "Most entries of each list." };
        var extended = new Option<bool>("--extended") { Description = "Also look into every chunk." };
        var match = new Option<string>("--match") { Description = "Series selector." };
        var command = new Command("analyze", "Tell what a block is made of: churn, label pairs, cardinality.") { path, block, limit, extended, match };
        command.SetAction((result, _) => RunAsync(result, console => TsdbReports.AnalyzeAsync(
            result.GetValue(path)!, result.GetValue(block)!, result.GetValue(limit), result.GetValue(extended), result.GetValue(match), console)));
        return command;
    }

    private static Command Dump(string name, string help, bool openMetrics)
    {
        Argument<string> path = DataPath();
        var from = new Option<long>("--min-time") { DefaultValueFactory = _ => long.MinValue, Description = "Oldest timestamp, ms since the epoch." };
        var to = new Option<long>("--max-time") { DefaultValueFactory = _ => long.MaxValue, Description = "Newest timestamp, ms since the epoch." };
        var match = new Option<string[]>("--match") { DefaultValueFactory = _ => [], Description = "Series selector. Repeatable; default: all series." };
        var sandbox = new Option<string>("--sandbox-dir-root") { Description = "Where the log is replayed in a copy; default: the data directory." };
        var command = new Command(name, help) { path, from, to, match, sandbox };
        command.SetAction((result, cancel) => RunAsync(result, console => TsdbDump.RunAsync(
            new DumpRequest(
                result.GetValue(path)!, result.GetValue(sandbox) ?? result.GetValue(path)!, result.GetValue(from), result.GetValue(to), result.GetValue(match)!, openMetrics),
            console,
            cancel)));
        return command;
    }

    private static Command Import(TimeProvider clock)
    {
        var file = new Argument<string>("FILE") { Description = "OpenMetrics text whose samples have timestamps." };
        var path = new Argument<string>("DIRECTORY") { DefaultValueFactory = _ => DefaultPath, Description = "Where the blocks are made." };
        var readable = new Option<bool>("--human-readable", "-r") { Description = "Print times and sizes as people read them." };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Do not print the blocks." };
        var labels = new Option<string[]>("--label") { DefaultValueFactory = _ => [], Description = "name=value to add to every series. Repeatable." };
        var command = new Command("openmetrics", "Make blocks of an OpenMetrics file.") { file, path, readable, quiet, labels };
        command.SetAction((result, cancel) => RunAsync(result, console => TsdbImport.RunAsync(
            new ImportRequest(result.GetValue(file)!, result.GetValue(path)!, result.GetValue(readable), result.GetValue(quiet), result.GetValue(labels)!),
            clock,
            console,
            cancel)));
        return command;
    }

    private static Command BenchWrite(TimeProvider clock)
    {
        var file = new Argument<string>("FILE") { Description = "Label sets, a JSON object each line." };
        var output = new Option<string>("--out") { DefaultValueFactory = _ => "benchout", Description = "Where the store is made." };
        var metrics = new Option<int>("--metrics") { DefaultValueFactory = _ => 10_000, Description = "Series to read." };
        var scrapes = new Option<int>("--scrapes") { DefaultValueFactory = _ => 3000, Description = "Scrapes to simulate." };
        var command = new Command("write", "Measure how fast samples are written.") { file, output, metrics, scrapes };
        command.SetAction((result, cancel) => RunAsync(result, console => TsdbBench.WriteAsync(
            result.GetValue(file)!, result.GetValue(output)!, result.GetValue(metrics), result.GetValue(scrapes), clock, console, cancel)));
        return command;
    }

    private static Argument<string> DataPath() => new("PATH") { DefaultValueFactory = _ => DefaultPath, Description = "The data directory." };

    /// <summary>0, or 1 with one line that says why.</summary>
    private static async Task<int> RunAsync(ParseResult result, Func<TextWriter, Task> run)
    {
        try
        {
            await run(result.InvocationConfiguration.Output);
            await result.InvocationConfiguration.Output.FlushAsync();
            return 0;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException or NotSupportedException or UnauthorizedAccessException)
        {
            await result.InvocationConfiguration.Output.FlushAsync();
            await result.InvocationConfiguration.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
