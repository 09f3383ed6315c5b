using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.PromQL;

/// <summary>Why a query has no answer; the names map to the error types of the HTTP API.</summary>
public enum QueryFailure
{
    None,
    BadData,
    Execution,
    Timeout,
    Canceled,
    Internal,
}

/// <summary>The shape of an answer.</summary>
public enum ResultKind
{
    Scalar,
    String,
    Vector,
    Matrix,
}

/// <summary>
/// One series of an answer: timestamps in ms since the epoch, ascending, and as many float values. A vector's series have one point each, a float
/// here or a histogram.
/// </summary>
public sealed record QuerySeries(LabelSet Labels, long[] Timestamps, double[] Values)
{
    /// <summary>Timestamps of <see cref="Histograms"/>, ascending.</summary>
    public long[] HistogramTimestamps { get; init; } = [];

    /// <summary>The points that are native histograms.</summary>
    public NativeHistogram[] Histograms { get; init; } = [];
}

/// <summary>What a query gave. With a <see cref="Failure"/> only <see cref="Error"/>, the notes and the statistics mean anything.</summary>
public sealed record QueryResult
{
    public QueryFailure Failure { get; init; }

    /// <summary>The text to show, in upstream's words where upstream has the same error.</summary>
    public string Error { get; init; } = "";

    public ResultKind Kind { get; init; }

    /// <summary>A matrix is sorted by labels; a vector has the order the expression gave it (sort, topk).</summary>
    public IReadOnlyList<QuerySeries> Series { get; init; } = [];

    /// <summary>Evaluation time of an instant query, in ms since the epoch.</summary>
    public long Time { get; init; }

    public double ScalarValue { get; init; }

    public string StringValue { get; init; } = "";

    /// <summary>Only when asked for; a query that failed while it ran has them too.</summary>
    public QueryStatistics? Statistics { get; init; }

    /// <summary>Only when asked for.</summary>
    public OperatorTree? Operators { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];

    public IReadOnlyList<string> Infos { get; init; } = [];
}
