using Tocsin.PromQL.Execution;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL;

/// <summary>What a query costs, while it runs; known also of a query that fails on the way.</summary>
internal sealed class QueryCost(QueryBudget budget, SampleCounter samples)
{
    public QueryBudget Budget => budget;

    public SampleCounter Samples => samples;

    public TimeSpan Queue { get; set; }

    public TimeSpan Preparation { get; set; }

    public TimeSpan Inner { get; set; }

    public TimeSpan Sorting { get; set; }

    /// <param name="withStepTimes">The steps are told with their times.</param>
    public QueryStatistics ToStatistics(Timeline timeline, bool withStepTimes)
    {
        long[] perStep = samples.PerStep();
        long[] times = new long[withStepTimes ? perStep.Length : 0];
        for (int i = 0; i < times.Length; i++) times[i] = timeline.At(i);
        return new QueryStatistics(samples.Total, budget.PeakSamples, perStep, Queue, Preparation, Inner, Sorting) { StepTimes = times };
    }
}
