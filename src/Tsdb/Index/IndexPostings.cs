using System.Runtime.InteropServices;

namespace Tocsin.Tsdb.Index;

/// <summary>The lists of some label pairs, filled by walking the series already written: in their order, so every list is ascending.</summary>
internal sealed unsafe class IndexPostings : IDisposable
{
    private readonly IndexPairs _pairs;
    private readonly Range _batch;
    private readonly int[] _starts;
    private readonly int[] _filled;
    private readonly int _firstName;
    private readonly int _lastName;
    private uint* _entries;

    public IndexPostings(IndexPairs pairs, Range batch)
    {
        _pairs = pairs;
        _batch = batch;
        int from = batch.Start.Value, count = batch.End.Value - from;
        _starts = new int[count];
        _filled = new int[count];
        int total = 0;
        for (int i = 0; i < count; i++)
        {
            _starts[i] = total;
            total = checked(total + pairs[from + i].Count);
        }
        _firstName = pairs[from].Name;
        _lastName = pairs[from + count - 1].Name;
        _entries = (uint*)NativeMemory.Alloc((nuint)total, sizeof(uint));
    }

    public void Fill(MappedFile index, long seriesStart, long seriesEnd)
    {
        for (long at = seriesStart; ;)
        {
            at = (at + IndexFormat.SeriesUnit - 1) / IndexFormat.SeriesUnit * IndexFormat.SeriesUnit;
            if (at >= seriesEnd) return;
            uint number = (uint)(at / IndexFormat.SeriesUnit);
            var head = new ByteCursor(index.SliceUpTo(at, 10));
            int length = (int)head.Uvarint();
            var entry = new ByteCursor(index.Slice(at + head.At, length));
            for (ulong labels = entry.Uvarint(); labels > 0; labels--)
            {
                int name = (int)entry.Uvarint(), value = (int)entry.Uvarint();
                if (name < _firstName || name > _lastName) continue;
                int pair = _pairs.Find(name, value) - _batch.Start.Value;
                _entries[_starts[pair] + _filled[pair]++] = number;
            }
            at += head.At + length + 4;
        }
    }

    public ReadOnlySpan<uint> ListOf(int pair) => new(_entries + _starts[pair - _batch.Start.Value], _filled[pair - _batch.Start.Value]);

    public void Dispose()
    {
        NativeMemory.Free(_entries);
        _entries = null;
    }
}
