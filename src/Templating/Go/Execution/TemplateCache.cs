using System.Collections.Concurrent;

namespace Tocsin.Templating.Go.Execution;

/// <summary>
/// Parsed templates by their text. Bounded in number and in characters: when full, it starts anew, which costs one parse for each template in use.
/// </summary>
internal sealed class TemplateCache<TKey, TValue>(int maxEntries, long maxChars) where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, TValue> _entries = new();
    private long _chars;

    public int Count => _entries.Count;

    /// <param name="weight">Characters that keeping the entry costs.</param>
    public TValue Get(TKey key, int weight, Func<TKey, TValue> make)
    {
        if (_entries.TryGetValue(key, out TValue? known)) return known;
        TValue made = make(key);
        if (weight > maxChars) return made;
        if (_entries.Count >= maxEntries || Interlocked.Read(ref _chars) + weight > maxChars)
        {
            _entries.Clear();
            Interlocked.Exchange(ref _chars, 0);
        }
        if (_entries.TryAdd(key, made)) Interlocked.Add(ref _chars, weight);
        return made;
    }
}
