using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Head;

/// <summary>
/// Grows the chunks of series: the open float chunk in small blocks, finished ones in a list until they are on disk. Only whoever may change series
/// calls it.
/// </summary>
internal sealed unsafe class SeriesChunks
{
    private readonly List<MappedChunk> _left = [];
    private readonly Dictionary<uint, nint> _closed = [];

    public SeriesChunks() => Epochs = new Epochs(Heap);

    public NativeHeap Heap { get; } = new();

    public Epochs Epochs { get; }

    /// <summary>Slots of the series with finished chunks that are not on disk.</summary>
    public IReadOnlyCollection<uint> WithClosed => _closed.Keys;

    /// <summary>Adds a float sample newer than the last. True: a chunk was begun for it.</summary>
    public bool Append(SeriesState* series, long timestamp, double value)
    {
        bool begins = series->Tail is null || IsDue(series, timestamp);
        if (begins)
        {
            Close(series);
            Begin(series, timestamp);
        }
        else series->OpenAge += (uint)(timestamp - series->Encoder.LastTime);
        // The chunk lies in blocks, but the encoder writes only at its end: for it, the chunk begins where it would if it were in one piece.
        if (begins || series->Encoder.FreeByte + XorEncoder.Reach <= series->OpenCapacity)
            series->Encoder.AppendBehind(OpenBlock.DataOf(series->Tail) + OpenBlock.Payload - series->OpenCapacity, timestamp, value);
        else AppendAcross(series, timestamp, value);
        if (series->Encoder.Count == ChunkCut.EstimateAt)
            series->CutAfter = (uint)(ChunkCut.EstimateApart(series->OpenSince, timestamp, ChunkCut.RangeEnd(series->OpenSince), series->Slot) - series->OpenSince);
        return begins;
    }

    /// <summary>Ends the open float chunk, if any.</summary>
    public void Close(SeriesState* series)
    {
        if (series->Tail is null) return;
        ClosedChunk* closed = AddClosed(series, ChunkEncoding.Xor, series->Encoder.Length, series->Encoder.Count, series->OpenSince, series->Encoder.LastTime);
        CopyOpen(series->Open, new Span<byte>((byte*)closed + ClosedChunk.Head, closed->Length), closed->Count);
        DropOpen(series);
    }

    /// <summary>Copies an open chunk of a moment, with its number of samples at the front.</summary>
    public static void CopyOpen(OpenBlock* first, Span<byte> into, int count)
    {
        Span<byte> rest = into;
        for (OpenBlock* block = first; !rest.IsEmpty; block = block->Next)
        {
            int size = Math.Min(rest.Length, OpenBlock.Payload);
            new ReadOnlySpan<byte>(OpenBlock.DataOf(block), size).CopyTo(rest);
            rest = rest[size..];
        }
        into[0] = (byte)(count >> 8);
        into[1] = (byte)count;
    }

    /// <summary>Copies a finished chunk to the series' list of those that are not on disk.</summary>
    public void AddClosed(SeriesState* series, in ChunkView chunk)
    {
        ClosedChunk* closed = AddClosed(series, chunk.Encoding, chunk.Length, chunk.Count, chunk.MinTime, chunk.MaxTime);
        chunk.CopyTo(new Span<byte>((byte*)closed + ClosedChunk.Head, chunk.Length));
    }

    /// <summary>The newest of the finished chunks that are not on disk; null: there are none.</summary>
    public ClosedChunk* ClosedOf(SeriesState* series) => series->Has(SeriesFlags.ToMap) ? (ClosedChunk*)_closed[series->Slot] : null;

    /// <summary>Takes the finished chunks in memory away from the series; null: there are none.</summary>
    public ClosedChunk* TakeClosed(SeriesState* series)
    {
        series->Flags &= ~SeriesFlags.ToMap;
        return _closed.Remove(series->Slot, out nint newest) ? (ClosedChunk*)newest : null;
    }

    /// <summary>A list of finished chunks, the oldest first.</summary>
    public static void ListClosed(ClosedChunk* newest, List<nint> into)
    {
        into.Clear();
        for (ClosedChunk* chunk = newest; chunk is not null; chunk = chunk->Older) into.Add((nint)chunk);
        into.Reverse();
    }

    // Places behind the count are not part of any pin, so the newest node may be filled up in place.
    public void Add(ref MappedList list, MappedChunk chunk)
    {
        if (list.Newest is null || !list.Newest->TryAdd(list.Count - list.Newest->Before, chunk))
        {
            var node = (MappedNode*)Heap.Allocate(MappedNode.Bytes);
            MappedNode.Begin(node, list, chunk);
            list.Newest = node;
        }
        list.Count++;
    }

    /// <summary>Forgets the oldest chunks on disk, but not all; the one that is then the first begins exactly at the given time.</summary>
    // Nodes are made anew: a pin may hold the old ones.
    public void DropFirst(ref MappedList list, int count, long minTime)
    {
        _left.Clear();
        list.CopyTo(_left);
        Retire(list);
        list = default;
        _left[count] = _left[count] with { MinTime = minTime };
        for (int i = count; i < _left.Count; i++) Add(ref list, _left[i]);
    }

    public void Retire(MappedList list)
    {
        for (MappedNode* node = list.Newest; node is not null;)
        {
            MappedNode* older = node->Older;
            Epochs.Retire((byte*)node, MappedNode.Bytes);
            node = older;
        }
    }

    /// <summary>Forgets the finished chunks in memory.</summary>
    public void DropClosed(SeriesState* series) => RetireClosed(TakeClosed(series));

    /// <summary>Gives back a list of finished chunks that no series has any more.</summary>
    public void RetireClosed(ClosedChunk* newest)
    {
        for (ClosedChunk* chunk = newest; chunk is not null;)
        {
            ClosedChunk* older = chunk->Older;
            Epochs.Retire((byte*)chunk, ClosedChunk.Head + chunk->Length);
            chunk = older;
        }
    }

    /// <summary>Forgets the open float chunk.</summary>
    public void DropOpen(SeriesState* series)
    {
        if (series->Tail is null) return;
        OpenBlock* block = series->Tail->Next;
        series->Tail->Next = null;
        while (block is not null)
        {
            OpenBlock* next = block->Next;
            Epochs.Retire((byte*)block, OpenBlock.Bytes);
            block = next;
        }
        series->Tail = null;
        series->Encoder.Restart();
    }

    private static bool IsDue(SeriesState* series, long timestamp)
    {
        int maxBytes = series->Has(SeriesFlags.FirstOfRange) ? ChunkCut.FirstChunkBytes(series->Slot) : ChunkCut.MaxChunkBytes;
        return ChunkCut.IsDue(series->Encoder.Count, series->Encoder.Length, timestamp, series->OpenSince + series->CutAfter, maxBytes);
    }

    private void Begin(SeriesState* series, long timestamp)
    {
        bool first = !series->Has(SeriesFlags.HasSamples) || ChunkCut.RangeEnd(series->Encoder.LastTime) <= timestamp;
        series->Flags = first ? series->Flags | SeriesFlags.FirstOfRange : series->Flags & ~SeriesFlags.FirstOfRange;
        series->Tail = (OpenBlock*)Heap.Allocate(OpenBlock.Bytes);
        series->Tail->Next = series->Tail;
        series->OpenBlocks = 1;
        series->OpenAge = 0;
        series->CutAfter = (uint)(ChunkCut.RangeEnd(timestamp) - timestamp);
    }

    // Near the end of a block: the sample is written elsewhere, from the byte on that holds the next free bit; then its bytes go to this block and, as far as
    // they do not fit, to the next. Readers may be looking at the bits before the sample in that first byte, which are stored again as they were.
    private void AppendAcross(SeriesState* series, long timestamp, double value)
    {
        byte* scratch = stackalloc byte[XorEncoder.Room + 1];
        byte* data = OpenBlock.DataOf(series->Tail);
        int begin = series->Encoder.FreeByte, left = series->OpenCapacity - begin;
        byte* at = data + OpenBlock.Payload - left;
        scratch[0] = left == 0 ? (byte)0 : *at;
        series->Encoder.AppendBehind(scratch - begin, timestamp, value);
        // With the byte behind the sample, which the encoder expects to be zero.
        int written = series->Encoder.Length - begin + 1;
        Copy(scratch, at, Math.Min(written, left));
        if (series->Encoder.Length <= series->OpenCapacity) return;
        var next = (OpenBlock*)Heap.Allocate(OpenBlock.Bytes);
        Copy(scratch + left, OpenBlock.DataOf(next), written - left);
        next->Next = series->Tail->Next;
        series->Tail->Next = next;
        series->Tail = next;
        series->OpenBlocks++;
    }

    // A few bytes, most often fewer than eight.
    private static void Copy(byte* from, byte* to, int count)
    {
        for (int i = 0; i < count; i++) to[i] = from[i];
    }

    private ClosedChunk* AddClosed(SeriesState* series, ChunkEncoding encoding, int length, int count, long minTime, long maxTime)
    {
        var closed = (ClosedChunk*)Heap.Allocate(ClosedChunk.Head + length);
        *closed = new ClosedChunk { Older = ClosedOf(series), MinTime = minTime, MaxTime = maxTime, Length = length, Count = count, Encoding = encoding };
        _closed[series->Slot] = (nint)closed;
        series->Flags |= SeriesFlags.ToMap;
        return closed;
    }
}
