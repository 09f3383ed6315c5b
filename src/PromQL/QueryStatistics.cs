namespace Tocsin.PromQL;

/// <summary>What a query cost, under the names of the HTTP API's <c>stats</c>.</summary>
/// <param name="TotalQueryableSamples">Samples looked at, counted again at each step; of a subquery those of its steps.</param>
/// <param name="PeakSamples">Most samples held in memory at once.</param>
/// <param name="TotalQueryableSamplesPerStep">The samples of each step.</param>
/// <param name="QueueTime">Until the query's turn came.</param>
/// <param name="PreparationTime">Reading and planning.</param>
/// <param name="InnerEvalTime">Selecting and computing.</param>
/// <param name="ResultSortTime">Bringing the result into order.</param>
public sealed record QueryStatistics(
    long TotalQueryableSamples,
    long PeakSamples,
    IReadOnlyList<long> TotalQueryableSamplesPerStep,
    TimeSpan QueueTime,
    TimeSpan PreparationTime,
    TimeSpan InnerEvalTime,
    TimeSpan ResultSortTime)
{
    /// <summary>The times of the steps, in ms since the epoch; empty unless they were asked for and may be told.</summary>
    public IReadOnlyList<long> StepTimes { get; init; } = [];

    public TimeSpan EvalTotalTime => PreparationTime + InnerEvalTime + ResultSortTime;

    public TimeSpan ExecTotalTime => QueueTime + EvalTotalTime;
}
