using System.Collections.Concurrent;
using System.Collections.Immutable;
using Tocsin.Model.Labels;

namespace Tocsin.Notifier.Muting;

/// <summary>All silences at one moment. Immutable; knows what its last changes were, so that what is remembered about it can be brought up to date.</summary>
internal sealed class SilenceTable
{
    private const int MaxRecent = 64;

    public static readonly SilenceTable Empty = new(ImmutableDictionary<Guid, Silence>.Empty, 0, []);

    private readonly ImmutableArray<Guid[]> _recent;

    private SilenceTable(ImmutableDictionary<Guid, Silence> byId, int version, ImmutableArray<Guid[]> recent)
    {
        ById = byId;
        All = [.. byId.Values];
        Version = version;
        _recent = recent;
    }

    public ImmutableDictionary<Guid, Silence> ById { get; }

    public Silence[] All { get; }

    public int Version { get; }

    public SilenceTable With(IReadOnlyCollection<Silence> changed) =>
        new(ById.SetItems(changed.Select(silence => KeyValuePair.Create(silence.Id, silence))), Version + 1, Recent([.. changed.Select(silence => silence.Id)]));

    public SilenceTable Without(IReadOnlyCollection<Guid> gone) => new(ById.RemoveRange(gone), Version + 1, Recent([.. gone]));

    /// <summary>What replaces everything is a change nobody can follow: what is remembered is judged anew.</summary>
    public SilenceTable Replaced(IEnumerable<Silence> silences) => new(silences.ToImmutableDictionary(silence => silence.Id), Version + MaxRecent + 1, []);

    /// <summary>The ids that changed since a version; null when that is too long ago.</summary>
    public HashSet<Guid>? ChangedSince(int version)
    {
        int changes = Version - version;
        if (changes < 0 || changes > _recent.Length) return null;
        HashSet<Guid> ids = [];
        foreach (Guid[] change in _recent.AsSpan()[^changes..]) ids.UnionWith(change);
        return ids;
    }

    private ImmutableArray<Guid[]> Recent(Guid[] ids) => (_recent.Length < MaxRecent ? _recent : _recent.RemoveAt(0)).Add(ids);
}

/// <summary>
/// Remembers which silences match which labels: labels of an alert never change, so each silence is judged once for each alert, not at every flush and every
/// read. Thread-safe.
/// </summary>
internal sealed class SilenceMemo
{
    private const int MaxEntries = 1_200_000;
    private static readonly Silence[] None = [];

    private readonly ConcurrentDictionary<LabelSet, Entry> _entries = new();
    private int _added;

    /// <summary>The silences that match and have not ended; some may not have begun.</summary>
    /// <param name="judged">How many silences had to be looked at.</param>
    public Silence[] Matching(SilenceTable table, LabelSet labels, DateTimeOffset now, out int judged)
    {
        judged = 0;
        bool known = _entries.TryGetValue(labels, out Entry entry);
        if (known && entry.Version == table.Version) return entry.Silences;
        HashSet<Guid>? changed = known ? table.ChangedSince(entry.Version) : null;
        judged = changed?.Count ?? table.All.Length;
        Silence[] matching = changed is not null
            ? [.. entry.Silences.Where(silence => !changed.Contains(silence.Id)), .. changed.Select(table.ById.GetValueOrDefault).OfType<Silence>().Where(Counts)]
            : [.. table.All.Where(Counts)];
        if (!known && Interlocked.Increment(ref _added) > MaxEntries) Clear();
        _entries[labels] = new(table.Version, matching.Length == 0 ? None : matching);
        return matching;

        bool Counts(Silence silence) => silence.EndsAt > now && silence.Matches(labels);
    }

    public void Forget(LabelSet labels)
    {
        if (_entries.TryRemove(labels, out _)) Interlocked.Decrement(ref _added);
    }

    private void Clear()
    {
        _entries.Clear();
        Volatile.Write(ref _added, 0);
    }

    private readonly record struct Entry(int Version, Silence[] Silences);
}
