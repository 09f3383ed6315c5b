using System.Runtime.InteropServices;
using Tocsin.Model.Samples;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Head;

/// <summary>Decodes the chunks of one series into columns: in order, merged with what came out of order, without what is deleted. One thread.</summary>
internal sealed class SampleReader(HeadChunkStore store)
{
    private readonly List<ChunkView> _chunks = [];
    private readonly List<OneSample> _merged = [];
    private readonly SampleColumns _inOrder = new();
    private readonly SampleColumns _late = new();

    private readonly record struct OneSample(long Time, double Value, NativeHistogram? Histogram);

    /// <summary>Adds the samples in the time range, oldest first.</summary>
    /// <exception cref="InvalidDataException">A chunk's bytes are not a chunk: memory or a file was corrupted.</exception>
    public void Read(in SeriesPin pin, PinnedExtras? extras, long minTime, long maxTime, SampleColumns into)
    {
        if (extras is null or { OutOfOrder.Length: 0, Deletions.Length: 0 })
        {
            ReadInOrder(pin, extras?.Histogram, minTime, maxTime, into);
            return;
        }
        _inOrder.Clear();
        _late.Clear();
        ReadInOrder(pin, extras.Histogram, minTime, maxTime, _inOrder);
        ReadOutOfOrder(extras, minTime, maxTime);
        Merge(extras.Deletions, into);
    }

    /// <summary>Adds the samples of one chunk that lie in the time range.</summary>
    public static unsafe void Decode(in ChunkView chunk, long minTime, long maxTime, SampleColumns into)
    {
        if (chunk.Encoding != ChunkEncoding.Xor)
        {
            DecodeHistograms(chunk.Encoding, chunk.Bytes, chunk.Count, minTime, maxTime, into);
            return;
        }
        (Memory<long> times, Memory<double> values) = into.Tail(chunk.Count);
        if (!XorDecoder.Decode(chunk.Data, chunk.Length, chunk.Count, times.Span, values.Span)) throw new InvalidDataException("a chunk of the head cannot be decoded");
        if (chunk.Count == 0) return;
        Span<long> decoded = times.Span;
        int from = 0, to = chunk.Count;
        if (decoded[0] < minTime) from = LowerBound(decoded, minTime);
        if (decoded[^1] > maxTime) to = LowerBound(decoded, maxTime + 1);
        if (to <= from) return;
        if (from > 0)
        {
            decoded[from..to].CopyTo(decoded);
            values.Span[from..to].CopyTo(values.Span);
        }
        into.Advance(to - from);
    }

    private static void DecodeHistograms(ChunkEncoding encoding, ReadOnlySpan<byte> bytes, int count, long minTime, long maxTime, SampleColumns into)
    {
        if (!HistogramDecoder.Decode(encoding, bytes, count, minTime, maxTime, into)) throw new InvalidDataException("a histogram chunk of the head cannot be decoded");
    }

    private unsafe void ReadInOrder(in SeriesPin pin, PinnedHistogram? open, long minTime, long maxTime, SampleColumns into)
    {
        _chunks.Clear();
        pin.AddFinished(store, minTime, maxTime, _chunks);
        foreach (ref readonly ChunkView chunk in CollectionsMarshal.AsSpan(_chunks)) Decode(chunk, minTime, maxTime, into);
        if (pin.OpenOverlaps(minTime, maxTime))
        {
            byte* buffer = stackalloc byte[ChunkCut.MaxChunkBytes + XorDecoder.Padding];
            Decode(pin.CopyOpen(buffer), minTime, maxTime, into);
        }
        if (open is not null) DecodeHistograms(open.Encoding, open.Buffer.AsSpan(0, open.Length), open.Count, minTime, maxTime, into);
    }

    private unsafe void ReadOutOfOrder(PinnedExtras extras, long minTime, long maxTime)
    {
        foreach (PinnedOutOfOrder chunk in extras.OutOfOrder)
        {
            if (chunk.Info.MinTime > maxTime || chunk.Info.MaxTime < minTime) continue;
            if (chunk.Data is null) Decode(store.View(chunk.Place), minTime, maxTime, _late);
            else
            {
                fixed (byte* bytes = chunk.Data)
                    Decode(new ChunkView(chunk.Info.Encoding, bytes, chunk.Data.Length - XorDecoder.Padding, chunk.Info.Samples, chunk.Info.MinTime, chunk.Info.MaxTime),
                        minTime, maxTime, _late);
            }
        }
    }

    // In order wins where both have a sample, and of those out of order the one that came first: what was stored once does not change.
    private void Merge(TimeRange[] deletions, SampleColumns into)
    {
        _merged.Clear();
        Take(_inOrder);
        Take(_late);
        bool any = false;
        long previous = 0;
        // The order is stable: what was taken first stays first among equals.
        foreach (OneSample sample in _merged.OrderBy(sample => sample.Time))
        {
            if ((any && sample.Time == previous) || Array.Exists(deletions, range => range.Contains(sample.Time))) continue;
            (any, previous) = (true, sample.Time);
            if (sample.Histogram is null) into.Add(sample.Time, sample.Value);
            else into.Add(sample.Time, sample.Histogram);
        }
        _merged.Clear();
    }

    private void Take(SampleColumns from)
    {
        ReadOnlySpan<NativeHistogram?> histograms = from.Histograms;
        for (int i = 0; i < from.Count; i++)
            _merged.Add(new OneSample(from.Timestamps[i], from.Values[i], histograms.IsEmpty ? null : histograms[i]));
    }

    private static int LowerBound(ReadOnlySpan<long> times, long time)
    {
        int low = 0, high = times.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (times[middle] < time) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
