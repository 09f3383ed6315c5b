namespace Tocsin.PromQL;

/// <summary>What one request may set for itself. Null is the engine's own value.</summary>
/// <param name="Lookback">How far instant selectors look back.</param>
/// <param name="Timeout">Lowers the engine's timeout, never raises it.</param>
public sealed record QueryParameters(TimeSpan? Lookback = null, TimeSpan? Timeout = null)
{
    public static readonly QueryParameters None = new();

    /// <summary>Count samples and times; the answer has <see cref="QueryResult.Statistics"/>.</summary>
    public bool Statistics { get; init; }

    /// <summary>The statistics tell the times of the steps too, if <see cref="QueryFeatures.PerStepStatistics"/> is on.</summary>
    public bool StatisticsPerStep { get; init; }

    /// <summary>Watch each operator; the answer has <see cref="QueryResult.Operators"/>. Costs some time.</summary>
    public bool Analyze { get; init; }
}
