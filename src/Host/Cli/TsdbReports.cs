using System.Globalization;
using Tocsin.Model.Matchers;
using Tocsin.PromQL;
using Tocsin.PromQL.Parsing;
using Tocsin.Tsdb;

namespace Tocsin.Host.Cli;

/// <summary>What <c>tocsin tsdb list</c> and <c>analyze</c> print.</summary>
internal static class TsdbReports
{
    private const int NarrowestColumn = 13;

    private static readonly string[] Headings = ["BLOCK ULID", "MIN TIME", "MAX TIME", "DURATION", "NUM SAMPLES", "NUM CHUNKS", "NUM SERIES", "SIZE"];

    public static async Task ListAsync(string path, bool readable, TextWriter console)
    {
        await using ReadOnlyTsdb data = Open(path);
        Print(data.Blocks, readable, withHeadings: true, console);
    }

    public static async Task AnalyzeAsync(string path, string block, int limit, bool extended, string? match, TextWriter console)
    {
        await using ReadOnlyTsdb data = Open(path);
        if (data.Blocks.Count == 0) throw new FormatException("no blocks found");
        IReadOnlyList<Matcher> matchers = match is null ? [] : Selector(match);
        BlockAnalysis analysis = data.Analyze(block, matchers, extended) ?? throw new FormatException($"invalid block ID {block}");
        console.WriteLine($"Block ID: {analysis.Block.Id}");
        console.WriteLine($"Duration: {Duration(analysis.Block)}");
        console.WriteLine($"Total Series: {analysis.Block.Series}");
        if (matchers.Count > 0) console.WriteLine($"Matcher: {{{string.Join(',', matchers)}}}");
        console.WriteLine($"Label names: {analysis.LabelNames}");
        if (matchers.Count > 0) console.WriteLine($"Matched series: {analysis.MatchedSeries}");
        console.WriteLine($"Postings (unique label pairs): {analysis.LabelPairs}");
        console.WriteLine($"Postings entries (total label pairs): {analysis.PostingsEntries}");
        Section("Label pairs most involved in churning:", analysis.ChurningPairs);
        Section("Label names most involved in churning:", analysis.ChurningNames);
        Section("Most common label pairs:", analysis.CommonPairs);
        Section("Label names with highest cumulative label value length:", analysis.LongestValues);
        Section("Highest cardinality labels:", analysis.CardinalLabels);
        Section("Highest cardinality metric names:", analysis.CardinalMetrics);
        if (analysis.Chunks is { } chunks) ChunkHistograms.Print(chunks, console);

        void Section(string heading, IReadOnlyList<LabelFigure> figures)
        {
            console.WriteLine();
            console.WriteLine(heading);
            foreach (LabelFigure figure in figures.Take(limit)) console.WriteLine($"{figure.Figure} {figure.Text}");
        }
    }

    /// <summary>A line for each block, in columns.</summary>
    public static void Print(IReadOnlyList<BlockSummary> blocks, bool readable, bool withHeadings, TextWriter console)
    {
        List<string[]> rows = [.. blocks.Select(block => Row(block, readable))];
        if (withHeadings) rows.Insert(0, Headings);
        int[] widths = [.. Enumerable.Range(0, Headings.Length).Select(column => rows.Select(row => row[column].Length + 2).Append(NarrowestColumn).Max())];
        foreach (string[] row in rows)
        {
            for (int column = 0; column < row.Length - 1; column++) console.Write(row[column].PadRight(widths[column]));
            console.WriteLine(row[^1]);
        }
    }

    /// <exception cref="FormatException">Not a series selector.</exception>
    public static IReadOnlyList<Matcher> Selector(string text) => QueryEngine.Parse(text) switch
    {
        { Error: { } error } => throw new FormatException(error.ToString()),
        { Expression: VectorSelector selector } => selector.Matchers,
        _ => throw new FormatException($"{text} is not a series selector"),
    };

    private static ReadOnlyTsdb Open(string path)
    {
        try
        {
            return ReadOnlyTsdb.Open(path);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new IOException("opening the db dir: " + e.Message, e);
        }
    }

    private static string[] Row(BlockSummary block, bool readable) =>
    [
        block.Id,
        readable ? Time(block.MinTime) : Text(block.MinTime),
        readable ? Time(block.MaxTime) : Text(block.MaxTime),
        Duration(block),
        Text(block.Samples),
        Text(block.Chunks),
        Text(block.Series),
        readable ? GoText.Bytes(block.Bytes) : Text(block.Bytes),
    ];

    private static string Duration(BlockSummary block) => GoText.Duration(TimeSpan.FromMilliseconds(block.MaxTime - block.MinTime));

    private static string Time(long milliseconds) =>
        DateTimeOffset.FromUnixTimeSeconds(milliseconds / 1000).ToString("yyyy-MM-dd HH:mm:ss '+0000 UTC'", CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
