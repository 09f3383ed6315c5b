using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Head;

/// <summary>
/// Grows the chunks of series: the open float chunk in a block that grows with it, finished ones in a list until they are on disk. Only whoever may
/// change series calls it.
/// </summary>
internal sealed unsafe class SeriesChunks
{
    // An append stores up to this many bytes behind the sample.
    private const int StoreSlack = 8;
    private const int Room = XorEncoder.MaxSampleBytes + StoreSlack;
    private const int FirstBlock = 64;
    private const int MappedFirst = 2;

    public NativeHeap Heap { get; } = new();

    public Epochs Epochs { get; }

    public SeriesChunks() => Epochs = new Epochs(Heap);

    /// <summary>Adds a float sample newer than the last. True: a chunk was begun for it.</summary>
    public bool Append(SeriesState* series, long timestamp, double value)
    {
        bool begins = series->Open is null || ChunkCut.IsDue(series->Encoder.Count, series->Encoder.Length, timestamp, series->CutAt);
        if (begins)
        {
            if (series->Open is not null) Close(series);
            Begin(series, timestamp);
        }
        else if (series->OpenCapacity < series->Encoder.Length + Room) Grow(series);
        series->Encoder.Append(series->Open, timestamp, value);
        if (series->Encoder.Count == ChunkCut.EstimateAt) series->CutAt = ChunkCut.Estimate(series->OpenSince, timestamp, series->CutAt);
        return begins;
    }

    /// <summary>Ends the open float chunk, if any.</summary>
    public void Close(SeriesState* series)
    {
        if (series->Open is null) return;
        AddClosed(series, OpenView(series));
        Epochs.Retire(series->Open, series->OpenCapacity);
        series->Open = null;
        series->Encoder.Restart();
    }

    /// <summary>The open float chunk as it is now.</summary>
    public static ChunkView OpenView(SeriesState* series) => new(
        ChunkEncoding.Xor, series->Open, series->Encoder.Length, series->Encoder.Count, series->OpenSince, series->Encoder.LastTime);

    /// <summary>Copies a finished chunk to the series' list of those that are not on disk.</summary>
    public void AddClosed(SeriesState* series, in ChunkView chunk)
    {
        var closed = (ClosedChunk*)Heap.Allocate(ClosedChunk.Head + chunk.Length);
        *closed = new ClosedChunk
        {
            Older = series->Closed,
            MinTime = chunk.MinTime,
            MaxTime = chunk.MaxTime,
            Length = chunk.Length,
            Count = chunk.Count,
            Encoding = chunk.Encoding,
        };
        chunk.CopyTo(new Span<byte>((byte*)closed + ClosedChunk.Head, chunk.Length));
        series->Closed = closed;
    }

    /// <summary>The finished chunks that are not on disk, the oldest first.</summary>
    public static void ListClosed(ClosedChunk* newest, List<nint> into)
    {
        into.Clear();
        for (ClosedChunk* chunk = newest; chunk is not null; chunk = chunk->Older) into.Add((nint)chunk);
        into.Reverse();
    }

    // Entries behind the count are not part of any pin, so the block may be filled up in place.
    public void Add(ref MappedList list, MappedChunk chunk)
    {
        if (list.Count == list.Capacity) Grow(ref list);
        list.Items[list.Count++] = chunk;
    }

    /// <summary>Forgets the oldest chunks on disk.</summary>
    public void DropFirst(ref MappedList list, int count)
    {
        MappedList before = list;
        list = default;
        for (int i = count; i < before.Count; i++) Add(ref list, before.Items[i]);
        Retire(before);
    }

    public void Retire(MappedList list)
    {
        if (list.Items is not null) Epochs.Retire((byte*)list.Items, list.Capacity * sizeof(MappedChunk));
    }

    /// <summary>Forgets the finished chunks in memory.</summary>
    public void DropClosed(SeriesState* series)
    {
        ClosedChunk* newest = series->Closed;
        series->Closed = null;
        RetireClosed(newest);
    }

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
        if (series->Open is null) return;
        Epochs.Retire(series->Open, series->OpenCapacity);
        series->Open = null;
        series->Encoder.Restart();
    }

    private void Begin(SeriesState* series, long timestamp)
    {
        series->Open = Heap.Allocate(FirstBlock);
        series->OpenCapacity = FirstBlock;
        series->Encoder.Restart();
        series->OpenSince = timestamp;
        series->CutAt = ChunkCut.RangeEnd(timestamp);
    }

    private void Grow(SeriesState* series)
    {
        int capacity = NativeHeap.CapacityOf(series->OpenCapacity + 1);
        byte* larger = Heap.Allocate(capacity);
        new ReadOnlySpan<byte>(series->Open, series->OpenCapacity).CopyTo(new Span<byte>(larger, capacity));
        Epochs.Retire(series->Open, series->OpenCapacity);
        series->Open = larger;
        series->OpenCapacity = (ushort)capacity;
    }

    private void Grow(ref MappedList list)
    {
        MappedList before = list;
        list.Capacity = before.Capacity == 0 ? MappedFirst : before.Capacity + Math.Max(2, before.Capacity / 4);
        list.Items = (MappedChunk*)Heap.Allocate(list.Capacity * sizeof(MappedChunk));
        new ReadOnlySpan<MappedChunk>(before.Items, before.Count).CopyTo(new Span<MappedChunk>(list.Items, list.Capacity));
        Retire(before);
    }
}
