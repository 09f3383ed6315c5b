namespace Tocsin.PromQL.Planning;

/// <summary>What the planner must know about the query beside its text. Times in ms.</summary>
/// <param name="IsInstant">An instant query: one moment, and no step of its own.</param>
internal sealed record PlanSettings(Timeline Timeline, bool IsInstant, long Lookback, long DefaultResolution);

/// <summary>The query cannot be planned: its durations or times make no sense.</summary>
internal sealed class PlanException(string message) : Exception(message);
