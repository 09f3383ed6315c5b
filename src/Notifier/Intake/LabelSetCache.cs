using System.Collections.Concurrent;
using System.IO.Hashing;
using Tocsin.Model.Labels;

namespace Tocsin.Notifier.Intake;

/// <summary>
/// The label sets and texts that sources repeat: a source says the same of an alert every few seconds, so what it says is looked up by its bytes instead of
/// being made anew. Thread-safe; bounded.
/// </summary>
// Two generations: what is asked for moves to the young one; when that is full, it becomes the old one, and what nobody asked for is let go.
internal sealed class LabelSetCache
{
    private const int MaxEntries = 128 * 1024;
    private const int MaxBytes = 4096;
    private const int MaxTexts = 8 * 1024;

    private readonly Generations<ulong, LabelSet> _sets = new(MaxEntries);
    private readonly Generations<string, string> _texts = new(MaxTexts);

    /// <param name="blob">A canonical blob: sorted by name, names unique, no empty value.</param>
    public LabelSet Get(ReadOnlySpan<byte> blob)
    {
        if (blob.IsEmpty) return LabelSet.Empty;
        if (blob.Length > MaxBytes) return LabelSet.FromBlob(blob);
        ulong hash = XxHash3.HashToUInt64(blob);
        if (_sets.Young.TryGetValue(hash, out LabelSet? known) && known.Blob.SequenceEqual(blob)) return known;
        if (!_sets.Old.TryGetValue(hash, out known) || !known.Blob.SequenceEqual(blob)) known = LabelSet.FromBlob(blob);
        _sets.Put(hash, known);
        return known;
    }

    /// <summary>The text that was put for these characters; null when there is none.</summary>
    public string? Text(ReadOnlySpan<char> text)
    {
        if (_texts.Young.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out string? known)) return known;
        if (!_texts.Old.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out known)) return null;
        _texts.Put(known, known);
        return known;
    }

    public void Put(string text)
    {
        if (text.Length <= MaxBytes) _texts.Put(text, text);
    }

    private sealed class Generations<TKey, TValue>(int max)
        where TKey : notnull
    {
        private int _count;

        public ConcurrentDictionary<TKey, TValue> Young { get; private set; } = new();

        public ConcurrentDictionary<TKey, TValue> Old { get; private set; } = new();

        public void Put(TKey key, TValue value)
        {
            Young[key] = value;
            if (Interlocked.Increment(ref _count) < max) return;
            // Two threads may turn the generations twice; then a few things are made anew, no more.
            Old = Young;
            Young = new();
            Volatile.Write(ref _count, 0);
        }
    }
}
