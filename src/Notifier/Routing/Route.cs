using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;

namespace Tocsin.Notifier.Routing;

/// <summary>One node of the routing tree with everything it inherited. Immutable.</summary>
internal sealed class Route
{
    /// <summary>
    /// Unique in the tree: the matchers of each level, and a number where siblings have the same ones. It does not change when routes are added
    /// beside it, so a group keeps its timer over a reload.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>The path as a group key prints it; routes with the same matchers share it.</summary>
    public required string Path { get; init; }

    public required string Receiver { get; init; }

    public required GroupBy GroupBy { get; init; }

    public required TimeSpan GroupWait { get; init; }

    public required TimeSpan GroupInterval { get; init; }

    public required TimeSpan RepeatInterval { get; init; }

    public required bool Continue { get; init; }

    public required IReadOnlyList<Matcher> Matchers { get; init; }

    public required IReadOnlyList<string> MuteTimeIntervals { get; init; }

    public required IReadOnlyList<string> ActiveTimeIntervals { get; init; }

    /// <summary>Templates by name of the label, parents' included.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public required IReadOnlyList<Route> Routes { get; init; }

    /// <summary>Where it stands in the file.</summary>
    public required string Field { get; init; }

    public bool Matches(LabelSet labels) => Matcher.MatchesAll(Matchers, labels);

    /// <summary>The classic text of a group: not unique when siblings share their matchers.</summary>
    public string GroupKey(LabelSet groupLabels) => Path + ":" + MatcherText.Of(groupLabels);

    public override string ToString() => Id;
}
