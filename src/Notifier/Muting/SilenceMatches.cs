using Tocsin.Model.Labels;
using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Muting;

/// <summary>The silences that match an alert and had not ended when it was judged, at one version of the table. Immutable.</summary>
internal sealed class SilenceMatches(int version, Silence[] silences) : IAlertMemo
{
    public int Version => version;

    public Silence[] Silences => silences;
}

/// <summary>
/// Judges which silences match, and remembers it with the alert: its labels never change, so each silence is judged once for each alert, not at every flush and
/// every read. Thread-safe.
/// </summary>
internal sealed class SilenceMemo
{
    // Nearly all alerts match none, and share that.
    private volatile SilenceMatches _none = new(0, []);

    /// <summary>The silences that match and have not ended; some may not have begun.</summary>
    /// <param name="judged">How many silences had to be looked at.</param>
    public Silence[] Matching(SilenceTable table, TrackedAlert alert, DateTimeOffset now, out int judged)
    {
        judged = 0;
        var known = alert.Silences as SilenceMatches;
        if (known is not null && known.Version == table.Version) return known.Silences;
        HashSet<Guid>? changed = known is null ? null : table.ChangedSince(known.Version);
        judged = changed?.Count ?? table.All.Length;
        LabelSet labels = alert.Alert.Labels;
        Silence[] matching = changed is null ? Judged(table.All, labels, now) : Updated(known!.Silences, changed, table, labels, now);
        alert.Silences = matching.Length > 0 ? new SilenceMatches(table.Version, matching) : None(table.Version);
        return matching;
    }

    /// <summary>Those that match labels which no alert has; nothing is remembered.</summary>
    public static Silence[] Judged(IEnumerable<Silence> silences, LabelSet labels, DateTimeOffset now) =>
        [.. silences.Where(silence => silence.EndsAt > now && silence.Matches(labels))];

    private static Silence[] Updated(Silence[] known, HashSet<Guid> changed, SilenceTable table, LabelSet labels, DateTimeOffset now) =>
        [.. known.Where(silence => !changed.Contains(silence.Id)), .. Judged(changed.Select(table.ById.GetValueOrDefault).OfType<Silence>(), labels, now)];

    private SilenceMatches None(int version)
    {
        SilenceMatches none = _none;
        return none.Version == version ? none : _none = new SilenceMatches(version, []);
    }
}
