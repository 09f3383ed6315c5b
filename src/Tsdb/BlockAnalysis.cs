namespace Tocsin.Tsdb;

/// <summary>A name, or a pair as <c>name=value</c>, and how much of something it has.</summary>
public readonly record struct LabelFigure(string Text, long Figure);

/// <summary>What a block is made of. Lists are by figure, largest first.</summary>
public sealed record BlockAnalysis
{
    public required BlockSummary Block { get; init; }

    /// <summary>Series that the matchers select.</summary>
    public required long MatchedSeries { get; init; }

    public required int LabelNames { get; init; }

    public required int LabelPairs { get; init; }

    /// <summary>Labels of all series together.</summary>
    public required long PostingsEntries { get; init; }

    /// <summary>How many series would fill the time that the pair's series do not cover.</summary>
    public required IReadOnlyList<LabelFigure> ChurningPairs { get; init; }

    public required IReadOnlyList<LabelFigure> ChurningNames { get; init; }

    public required IReadOnlyList<LabelFigure> CommonPairs { get; init; }

    public required IReadOnlyList<LabelFigure> LongestValues { get; init; }

    public required IReadOnlyList<LabelFigure> CardinalLabels { get; init; }

    public required IReadOnlyList<LabelFigure> CardinalMetrics { get; init; }

    /// <summary>Null: not asked for.</summary>
    public ChunkAnalysis? Chunks { get; init; }
}

/// <summary>A number for each chunk of a block.</summary>
public sealed record ChunkAnalysis
{
    public required IReadOnlyList<int> FloatSamples { get; init; }

    public required IReadOnlyList<int> FloatBytes { get; init; }

    public required IReadOnlyList<int> HistogramSamples { get; init; }

    public required IReadOnlyList<int> HistogramBytes { get; init; }

    /// <summary>Buckets of all its histograms.</summary>
    public required IReadOnlyList<int> HistogramBuckets { get; init; }

    public required int Total { get; init; }
}
