using System.Collections.Concurrent;
using Tocsin.Notifier.Grouping;

namespace Tocsin.Notifier.Pipeline;

/// <summary>Whom the log speaks of: one integration and one group.</summary>
internal readonly record struct LogKey(string GroupId, string Receiver, string Integration, int Index);

/// <summary>What an integration was last told about a group.</summary>
/// <param name="Firing">Fingerprints of those that fired and were let through, also when they were not part of the message.</param>
/// <param name="Data">What the receiver asked to keep.</param>
internal sealed record LogEntry(
    LogKey Key,
    string GroupKey,
    IReadOnlyCollection<ulong> Firing,
    IReadOnlyCollection<ulong> Resolved,
    DateTimeOffset At,
    DateTimeOffset ExpiresAt,
    IReadOnlyDictionary<string, string> Data)
{
    /// <summary>
    /// What has to be closed besides <see cref="Firing"/>: told as firing, muted since, and never told as ended (only where <c>close_opened</c> is
    /// asked for); or in a message that was cut, so that it may have been told.
    /// </summary>
    public IReadOnlyCollection<ulong> Opened { get; init; } = [];

    /// <summary>Until when <see cref="Opened"/> is remembered; deduplication forgets at <see cref="ExpiresAt"/>.</summary>
    public DateTimeOffset KeptUntil { get; init; } = ExpiresAt;

    public bool HasOpened(ulong fingerprint) => Firing.Contains(fingerprint) || Opened.Contains(fingerprint);
}

/// <summary>The notification log in memory: loaded at the start, written together with each result. Thread-safe.</summary>
internal sealed class NotificationLog : IToldBeginnings
{
    private readonly ConcurrentDictionary<LogKey, LogEntry> _entries = new();

    public int Count => _entries.Count;

    public void Load(IReadOnlyList<LogEntry> entries)
    {
        _entries.Clear();
        foreach (LogEntry entry in entries) _entries[entry.Key] = entry;
    }

    /// <summary>
    /// An entry counts until it is collected, as upstream has it: with a repeat_interval of 1 ms the end of an alert is still told. One that is only kept
    /// for <see cref="LogEntry.Opened"/> has no say any more.
    /// </summary>
    public LogEntry? Find(LogKey key, DateTimeOffset now) =>
        _entries.TryGetValue(key, out LogEntry? entry) && (entry.ExpiresAt > now || entry.KeptUntil <= entry.ExpiresAt) ? entry : null;

    /// <summary>The entry as far as it says what was opened, which outlives its say in deduplication.</summary>
    public LogEntry? FindOpened(LogKey key, DateTimeOffset now) =>
        _entries.TryGetValue(key, out LogEntry? entry) && entry.KeptUntil > now ? entry : null;

    public IReadOnlySet<(string GroupId, ulong Fingerprint)> StillOpen()
    {
        var open = new HashSet<(string, ulong)>();
        foreach ((LogKey key, LogEntry entry) in _entries)
        {
            foreach (ulong fingerprint in entry.Firing) open.Add((key.GroupId, fingerprint));
            foreach (ulong fingerprint in entry.Opened) open.Add((key.GroupId, fingerprint));
        }
        return open;
    }

    public void Put(LogEntry entry) => _entries[entry.Key] = entry;

    /// <summary>What another Notifier wrote. Nothing that is newer here, or has come here since, gives way to it.</summary>
    public void Follow(IReadOnlyList<LogEntry> entries)
    {
        foreach (LogEntry entry in entries) _entries.AddOrUpdate(entry.Key, entry, (_, known) => known.At >= entry.At ? known : entry);
    }

    /// <summary>Forgets what has expired.</summary>
    public void Collect(DateTimeOffset now)
    {
        foreach ((LogKey key, LogEntry entry) in _entries)
            if (entry.ExpiresAt <= now && entry.KeptUntil <= now)
                _entries.TryRemove(KeyValuePair.Create(key, entry));
    }
}
