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
    private readonly SlotBits _all = new();

    public int SeriesCount => _all.Count;

    public PostingRef All => new(AllSeries, _all.Count);

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
        if (list.At == AllSeries) _all.CopyTo(into);
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
        _all.Add(added->Slot);
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
        foreach (uint slot in slots) _all.Remove(slot);
    }

    /// <summary>The slots of all series, as they are now.</summary>
    public uint[] AllSlots()
    {
        var slots = new uint[_all.Count];
        _all.CopyTo(slots);
        return slots;
    }

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
