using System.Collections.Concurrent;

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
    IReadOnlyDictionary<string, string> Data);

/// <summary>The notification log in memory: loaded at the start, written together with each result. Thread-safe.</summary>
internal sealed class NotificationLog
{
    private readonly ConcurrentDictionary<LogKey, LogEntry> _entries = new();

    public int Count => _entries.Count;

    public void Load(IReadOnlyList<LogEntry> entries)
    {
        _entries.Clear();
        foreach (LogEntry entry in entries) _entries[entry.Key] = entry;
    }

    /// <summary>An entry counts until it is collected, as upstream has it: with a repeat_interval of 1 ms the end of an alert is still told.</summary>
    public LogEntry? Find(LogKey key) => _entries.GetValueOrDefault(key);

    public void Put(LogEntry entry) => _entries[entry.Key] = entry;

    /// <summary>Forgets what has expired.</summary>
    public void Collect(DateTimeOffset now)
    {
        foreach ((LogKey key, LogEntry entry) in _entries)
            if (entry.ExpiresAt <= now)
                _entries.TryRemove(KeyValuePair.Create(key, entry));
    }
}
