using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Head;

/// <summary>The open histogram chunk of a moment: later samples do not change the bytes of earlier ones.</summary>
internal sealed record PinnedHistogram(ChunkEncoding Encoding, byte[] Buffer, int Length, int Count, long MinTime, long MaxTime)
{
    public static PinnedHistogram? Of(HistogramChunk? chunk) =>
        chunk is null ? null : new PinnedHistogram(chunk.Encoding, chunk.Buffer, chunk.Length, chunk.Count, chunk.MinTime, chunk.MaxTime);
}

/// <summary>A chunk out of order at a moment: its bytes, or where it is on disk.</summary>
internal readonly record struct PinnedOutOfOrder(ChunkInfo Info, byte[]? Data, HeadChunkRef Place);

/// <summary>What few series have: an open histogram chunk, samples out of order, deletions.</summary>
internal sealed record PinnedExtras(PinnedHistogram? Histogram, PinnedOutOfOrder[] OutOfOrder, TimeRange[] Deletions)
{
    public static unsafe PinnedExtras? Of(MemoryHead head, SeriesState* series)
    {
        if (!series->Has(SeriesFlags.Histogram | SeriesFlags.OutOfOrder | SeriesFlags.Deletions)) return null;
        var outOfOrder = head.OutOfOrder.Find(series->Slot)?.AllChunks().ConvertAll(chunk => new PinnedOutOfOrder(chunk.Info, chunk.Data, chunk.Place));
        return new PinnedExtras(PinnedHistogram.Of(head.Histograms.Find(series->Slot)), outOfOrder?.ToArray() ?? [], head.Deletions.Of(series->Slot));
    }

    public bool MayOverlap(long minTime, long maxTime)
    {
        if (Histogram is not null && Histogram.MinTime <= maxTime && Histogram.MaxTime >= minTime) return true;
        foreach (PinnedOutOfOrder chunk in OutOfOrder)
            if (chunk.Info.MinTime <= maxTime && chunk.Info.MaxTime >= minTime)
                return true;
        return false;
    }
}
