using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Head;

/// <summary>Deleted time ranges by series. Changed with the head locked for writing, read with it locked for reading.</summary>
internal sealed unsafe class DeletionTable
{
    private readonly Dictionary<uint, TimeRange[]> _bySlot = [];

    public int Count => _bySlot.Count;

    /// <summary>Ascending, not touching each other; empty for nearly every series.</summary>
    public TimeRange[] Of(uint slot) => _bySlot.GetValueOrDefault(slot, []);

    public void Add(SeriesState* series, TimeRange range)
    {
        series->Flags |= SeriesFlags.Deletions;
        var ranges = new List<TimeRange>(Of(series->Slot)) { range };
        ranges.Sort((left, right) => left.MinTime.CompareTo(right.MinTime));
        var merged = new List<TimeRange> { ranges[0] };
        foreach (TimeRange next in ranges)
        {
            if (next.MinTime > merged[^1].MaxTime + 1) merged.Add(next);
            else merged[^1] = merged[^1] with { MaxTime = Math.Max(merged[^1].MaxTime, next.MaxTime) };
        }
        _bySlot[series->Slot] = [.. merged];
    }

    public void Remove(uint slot) => _bySlot.Remove(slot);

    /// <summary>Forgets ranges that end before a time.</summary>
    public void DropBefore(long minTime)
    {
        foreach ((uint slot, TimeRange[] ranges) in _bySlot.ToArray())
        {
            TimeRange[] left = Array.FindAll(ranges, range => range.MaxTime >= minTime);
            if (left.Length == 0) _bySlot.Remove(slot);
            else _bySlot[slot] = left;
        }
    }
}
