using Tocsin.Model.Time;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>A named set of intervals; a moment is inside when it is inside any of them.</summary>
/// <param name="Deprecated">It was written under the old top-level key <c>mute_time_intervals</c>.</param>
public sealed record NamedTimeInterval(string Name, IReadOnlyList<TimeIntervalSpec> Intervals, bool Deprecated = false);
