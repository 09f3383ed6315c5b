using Tocsin.Ingest;
using Tocsin.Model.Labels;
using Tocsin.Tsdb;

namespace Tocsin.Host.Cli;

/// <summary>What to make blocks of, and where.</summary>
internal sealed record ImportRequest(string File, string Path, bool Readable, bool Quiet, IReadOnlyList<string> Labels);

/// <summary><c>tocsin tsdb create-blocks-from openmetrics</c>: a block for every two hours. The file is read once for each of them, so that memory holds one.</summary>
internal static class TsdbImport
{
    public static async Task RunAsync(ImportRequest request, TimeProvider clock, TextWriter console, CancellationToken cancel)
    {
        (string Name, string Value)[] extra = [.. request.Labels.Select(Label)];
        var file = new OpenMetricsFile(await File.ReadAllBytesAsync(request.File, cancel));
        (long oldest, long newest) = Times(file);
        Directory.CreateDirectory(request.Path);
        bool first = true;
        var builder = new LabelSetBuilder();
        var import = new BlockImport(request.Path, clock);
        for (long start = Aligned(oldest); start <= newest; start += BlockImport.BlockMilliseconds)
        {
            cancel.ThrowIfCancellationRequested();
            file.Read(start, start + BlockImport.BlockMilliseconds - 1, (labels, time, value) => import.Add(WithExtra(labels), time, value));
            if (import.Write(cancel) is not { } block || request.Quiet) continue;
            TsdbReports.Print([block], request.Readable, first, console);
            first = false;
        }

        LabelSet WithExtra(LabelSet labels)
        {
            if (extra.Length == 0) return labels;
            builder.Reset(labels);
            foreach ((string name, string value) in extra) builder.Set(name, value);
            return builder.Build();
        }
    }

    private static (long Oldest, long Newest) Times(OpenMetricsFile file)
    {
        (long oldest, long newest) = (long.MaxValue, long.MinValue);
        try
        {
            file.Read((_, time, _) => (oldest, newest) = (Math.Min(oldest, time), Math.Max(newest, time)));
        }
        catch (FormatException e)
        {
            throw new FormatException("getting min and max timestamp: " + e.Message, e);
        }
        return (oldest, newest);
    }

    private static long Aligned(long time)
    {
        long start = time / BlockImport.BlockMilliseconds * BlockImport.BlockMilliseconds;
        return time < start ? start - BlockImport.BlockMilliseconds : start;
    }

    private static (string, string) Label(string text)
    {
        int equal = text.IndexOf('=', StringComparison.Ordinal);
        return equal > 0 ? (text[..equal], text[(equal + 1)..].Trim('"')) : throw new FormatException($"--label {text}: expected name=value");
    }
}
