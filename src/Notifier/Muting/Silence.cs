using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;

namespace Tocsin.Notifier.Muting;

/// <summary>Where a silence is in its life.</summary>
internal enum SilenceState
{
    Active,
    Pending,
    Expired,
}

/// <summary>
/// A silence in one of its versions. An alert is silenced when all matchers of one of the sets hold; the API makes exactly one set.
/// </summary>
internal sealed record Silence
{
    public required Guid Id { get; init; }

    public required IReadOnlyList<IReadOnlyList<Matcher>> MatcherSets { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public string CreatedBy { get; init; } = "";

    public string Comment { get; init; } = "";

    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>Who made this version: the name they signed in with, else the one they gave; empty when neither is known.</summary>
    public string ChangedBy { get; init; } = "";

    /// <summary>Counts from 1; each accepted change makes the next.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The matchers of the API's one set.</summary>
    public IReadOnlyList<Matcher> Matchers => MatcherSets.Count > 0 ? MatcherSets[0] : [];

    /// <summary>The state that the API shows: at its very end a silence is expired.</summary>
    public SilenceState StateAt(DateTimeOffset now) =>
        now < StartsAt ? SilenceState.Pending : now >= EndsAt ? SilenceState.Expired : SilenceState.Active;

    public bool Matches(LabelSet labels)
    {
        foreach (IReadOnlyList<Matcher> set in MatcherSets)
            if (Matcher.MatchesAll(set, labels))
                return true;
        return false;
    }
}
