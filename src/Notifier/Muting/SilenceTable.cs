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
