namespace Tocsin.Tsdb.Index;

/// <summary>The slots of the series that carry one label pair, ascending. Slots come nearly in order, so adding is nearly always at the end.</summary>
internal sealed class PostingList
{
    private int[] _slots = new int[2];

    public int Count { get; private set; }

    /// <summary>Valid until the next change.</summary>
    public ReadOnlySpan<int> Slots => _slots.AsSpan(0, Count);

    public void Add(int slot)
    {
        if (Count == _slots.Length) Array.Resize(ref _slots, Count < 8 ? Count * 2 : Count + (Count >> 2));
        int at = Count;
        if (at > 0 && _slots[at - 1] >= slot)
        {
            at = ~Array.BinarySearch(_slots, 0, Count, slot);
            if (at < 0) return;
            Array.Copy(_slots, at, _slots, at + 1, Count - at);
        }
        _slots[at] = slot;
        Count++;
    }

    /// <summary>Takes out the slots in <paramref name="gone"/> (ascending).</summary>
    public void Remove(ReadOnlySpan<int> gone)
    {
        int kept = 0, next = 0;
        for (int i = 0; i < Count; i++)
        {
            while (next < gone.Length && gone[next] < _slots[i]) next++;
            if (next == gone.Length || gone[next] != _slots[i]) _slots[kept++] = _slots[i];
        }
        Count = kept;
        if (_slots.Length > 16 && Count < _slots.Length / 2) Array.Resize(ref _slots, Math.Max(Count, 2));
    }
}
