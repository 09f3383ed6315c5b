using System.Runtime.InteropServices;
using Tocsin.Model.Labels;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Head;

/// <summary>From labels to the committed series of the head. Changed with the head locked for writing, read with it locked for reading.</summary>
internal sealed unsafe class HeadPostings(SeriesTable series) : IPostings
{
    private const long AllSeries = -1;

    private readonly PairTable _pairs = series.Pairs;
    private uint[] _all = new uint[64];
    private int _count;

    public int SeriesCount => _count;

    public PostingRef All => new(AllSeries, _count);

    public int ValueCount(ReadOnlySpan<byte> name) => _pairs.Name(name)?.Values ?? 0;

    public bool TryFind(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, out PostingRef list)
    {
        int most = name.Length + value.Length + 10;
        Span<byte> blob = most <= 512 ? stackalloc byte[512] : new byte[most];
        int length = Put(blob, 0, name);
        length = Put(blob, length, value);
        int code = _pairs.Find(blob[..length]);
        list = code < 0 ? default : new PostingRef(code, _pairs[code]->Count);
        return list.Count > 0;
    }

    public void Visit<TVisitor>(ReadOnlySpan<byte> name, ref TVisitor visitor)
        where TVisitor : struct, IValueVisitor
    {
        if (_pairs.Name(name) is not { } known) return;
        foreach (int code in known.Codes)
        {
            PairEntry* pair = _pairs[code];
            if (pair->Count > 0 && !visitor.Visit(ValueOf(pair), new PostingRef(code, pair->Count))) return;
        }
    }

    public void VisitNames<TVisitor>(ref TVisitor visitor)
        where TVisitor : struct, INameVisitor
    {
        foreach (LabelName name in _pairs.Names())
            if (name.Values > 0)
                visitor.Visit(name.Text);
    }

    public void Read(PostingRef list, Span<uint> into)
    {
        if (list.At == AllSeries) _all.AsSpan(0, list.Count).CopyTo(into);
        else new ReadOnlySpan<uint>(_pairs[(int)list.At]->Slots, list.Count).CopyTo(into);
    }

    public ReadOnlySpan<byte> ValueOf(uint slot, ReadOnlySpan<byte> name)
    {
        foreach (int code in new LabelCodes(series.Find(slot)))
        {
            var pair = new LabelEnumerator(_pairs[code]->Bytes);
            pair.MoveNext();
            if (pair.Current.Name.SequenceEqual(name)) return pair.Current.Value;
        }
        return default;
    }

    public void VisitLabels<TVisitor>(uint slot, ref TVisitor visitor)
        where TVisitor : struct, ILabelVisitor
    {
        foreach (int code in new LabelCodes(series.Find(slot)))
        {
            var pair = new LabelEnumerator(_pairs[code]->Bytes);
            pair.MoveNext();
            visitor.Visit(pair.Current.Name, pair.Current.Value);
        }
    }

    public void Add(SeriesState* added)
    {
        foreach (int code in new LabelCodes(added)) _pairs.AddSlot(code, added->Slot);
        if (_count == _all.Length) Array.Resize(ref _all, _count + (_count >> 1));
        int at = _count;
        if (at > 0 && _all[at - 1] >= added->Slot)
        {
            at = ~Array.BinarySearch(_all, 0, _count, added->Slot);
            Array.Copy(_all, at, _all, at + 1, _count - at);
        }
        _all[at] = added->Slot;
        _count++;
    }

    /// <summary>Forgets series; <paramref name="gone"/> is ascending.</summary>
    public void Remove(List<uint> gone)
    {
        ReadOnlySpan<uint> slots = CollectionsMarshal.AsSpan(gone);
        var codes = new HashSet<int>();
        foreach (uint slot in slots)
            foreach (int code in new LabelCodes(series.Find(slot)))
                if (codes.Add(code))
                    _pairs.RemoveSlots(code, slots);
        int kept = 0, next = 0;
        for (int i = 0; i < _count; i++)
        {
            while (next < slots.Length && slots[next] < _all[i]) next++;
            if (next == slots.Length || slots[next] != _all[i]) _all[kept++] = _all[i];
        }
        _count = kept;
        if (_all.Length > 1024 && _count < _all.Length / 2) Array.Resize(ref _all, Math.Max(_count, 64));
    }

    /// <summary>The slots of all series, as they are now.</summary>
    public uint[] AllSlots() => _all[.._count];

    private static ReadOnlySpan<byte> ValueOf(PairEntry* pair)
    {
        var labels = new LabelEnumerator(pair->Bytes);
        labels.MoveNext();
        return labels.Current.Value;
    }

    private static int Put(Span<byte> into, int at, ReadOnlySpan<byte> text)
    {
        uint rest = (uint)text.Length;
        for (; rest >= 0x80; rest >>= 7) into[at++] = (byte)(rest | 0x80);
        into[at++] = (byte)rest;
        text.CopyTo(into[at..]);
        return at + text.Length;
    }
}
