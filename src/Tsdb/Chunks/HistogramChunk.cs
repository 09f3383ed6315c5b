using Tocsin.Model.Samples;

namespace Tocsin.Tsdb.Chunks;

/// <summary>What became of a histogram offered to an open chunk.</summary>
internal enum HistogramAppend
{
    Appended,

    /// <summary>Appended, after all samples before it were written again with more buckets, into another array.</summary>
    Recoded,

    /// <summary>It does not fit (counter reset, other schema, ...). Nothing changed; begin a new chunk.</summary>
    NewChunkNeeded,
}

/// <summary>
/// A chunk of native histograms that is being written: encoding 2 or 3 of Prometheus. One writer; a reader that remembers <see cref="Buffer"/>,
/// <see cref="Length"/> and <see cref="Count"/> of a moment may decode them later without a lock.
/// </summary>
// number of samples (16, big endian) | flags (8; the two highest bits: counter reset header) | layout | samples
internal sealed class HistogramChunk
{
    /// <summary>The count in the head is 16 bits wide.</summary>
    private const int MostSamples = ushort.MaxValue;

    private HistogramSampleWriter _samples;
    private HistogramBitWriter _writer = new();
    private HistogramLayout _layout;
    private HistogramCut _cut;
    private NativeHistogram _last;

    private HistogramChunk(ChunkEncoding encoding, ResetHeader reset, long timestamp, NativeHistogram histogram)
    {
        Encoding = encoding;
        Reset = reset;
        _last = Bare(histogram);
        _layout = HistogramLayout.Of(_last);
        _samples = HistogramSampleWriter.For(encoding);
        _cut = new HistogramCut(timestamp);
        MinTime = timestamp;
        WriteFirst(timestamp, _last);
    }

    /// <summary>What the head of a chunk says of a reset before its first sample.</summary>
    internal enum ResetHeader : byte
    {
        Unknown = 0x00,
        NotReset = 0x40,
        Reset = 0x80,
        Gauge = 0xC0,
    }

    public ChunkEncoding Encoding { get; }

    public ResetHeader Reset { get; }

    public long MinTime { get; }

    public long MaxTime { get; private set; }

    public int Count { get; private set; }

    public int Length => _writer.Length;

    /// <summary>The chunk's bytes and room behind them.</summary>
    public byte[] Buffer => _writer.Buffer;

    /// <summary>The newest sample; a staleness marker carries nothing but its sum.</summary>
    public NativeHistogram Last => _last;

    public static ChunkEncoding EncodingOf(NativeHistogram histogram) => histogram.IsInteger ? ChunkEncoding.Histogram : ChunkEncoding.FloatHistogram;

    /// <summary>Whether a chunk can hold it: spans and counts agree, indexes ascend.</summary>
    public static bool CanHold(NativeHistogram histogram) =>
        StaleMarker.Is(histogram.Sum)
        || (Agree(histogram.PositiveSpans, histogram.PositiveBuckets) && Agree(histogram.NegativeSpans, histogram.NegativeBuckets));

    /// <summary>Begins a chunk with its first sample.</summary>
    /// <param name="timestamp">In ms since the epoch.</param>
    /// <param name="histogram">One that <see cref="CanHold"/>.</param>
    /// <param name="previous">The chunk that this one continues, if any.</param>
    public static HistogramChunk Begin(long timestamp, NativeHistogram histogram, HistogramChunk? previous)
    {
        ResetHeader reset = histogram.ResetHint switch
        {
            CounterResetHint.Gauge => ResetHeader.Gauge,
            CounterResetHint.Reset => ResetHeader.Reset,
            _ when previous is null || previous.Encoding != EncodingOf(histogram) => ResetHeader.Unknown,
            _ => previous.Judge(histogram, out _, out _) switch
            {
                Verdict.Fits => ResetHeader.NotReset,
                Verdict.Reset => ResetHeader.Reset,
                _ => ResetHeader.Unknown,
            },
        };
        return new HistogramChunk(EncodingOf(histogram), reset, timestamp, histogram);
    }

    /// <summary>Whether Prometheus would begin a new chunk for a sample at this time.</summary>
    public bool IsDue(long timestamp) => _cut.IsDue(timestamp, MaxTime, Count, Length);

    /// <summary>Adds a sample newer than the last.</summary>
    public HistogramAppend Append(long timestamp, NativeHistogram histogram)
    {
        if (Count == MostSamples || EncodingOf(histogram) != Encoding) return HistogramAppend.NewChunkNeeded;
        if (Judge(histogram, out HistogramFit positive, out HistogramFit negative) != Verdict.Fits) return HistogramAppend.NewChunkNeeded;
        if (StaleMarker.Is(histogram.Sum))
        {
            WriteNext(timestamp, Bare(histogram));
            return HistogramAppend.Appended;
        }
        bool grows = positive.ChunkGrows || negative.ChunkGrows;
        NativeHistogram widened = Widen(histogram, positive.Merged, negative.Merged);
        if (grows) Recode(widened);
        WriteNext(timestamp, widened);
        return grows ? HistogramAppend.Recoded : HistogramAppend.Appended;
    }

    private enum Verdict
    {
        Fits,
        Reset,
        Unfit,
    }

    private Verdict Judge(NativeHistogram next, out HistogramFit positive, out HistogramFit negative)
    {
        (positive, negative) = (default, default);
        bool gauge = next.ResetHint == CounterResetHint.Gauge;
        if (gauge != (Reset == ResetHeader.Gauge)) return Verdict.Unfit;
        if (next.ResetHint == CounterResetHint.Reset) return Verdict.Reset;
        if (StaleMarker.Is(next.Sum)) return Verdict.Fits;
        // Only staleness markers may follow one.
        if (StaleMarker.Is(_last.Sum)) return Verdict.Unfit;
        if (!gauge && next.Count < _last.Count) return Verdict.Reset;
        if (next.Schema != _layout.Schema || next.ZeroThreshold != _layout.ZeroThreshold) return Verdict.Unfit;
        if (next.Schema == HistogramLayout.CustomSchema && !next.CustomBounds.SequenceEqual(_layout.Bounds)) return gauge ? Verdict.Unfit : Verdict.Reset;
        if (!gauge && next.ZeroCount < _last.ZeroCount) return Verdict.Reset;
        positive = HistogramFit.Compare(_layout.Positive, _last.PositiveBuckets, next.PositiveSpans, next.PositiveBuckets, gauge);
        if (positive.Match == BucketMatch.Shrunk) return Verdict.Reset;
        negative = HistogramFit.Compare(_layout.Negative, _last.NegativeBuckets, next.NegativeSpans, next.NegativeBuckets, gauge);
        return negative.Match == BucketMatch.Shrunk ? Verdict.Reset : Verdict.Fits;
    }

    private void Recode(NativeHistogram wider)
    {
        var before = new SampleColumns();
        if (!HistogramDecoder.Decode(Encoding, Buffer.AsSpan(0, Length), Count, long.MinValue, long.MaxValue, before))
            throw new InvalidOperationException("a chunk in memory cannot be decoded");
        _writer = new HistogramBitWriter();
        _layout = HistogramLayout.Of(wider);
        _samples = HistogramSampleWriter.For(Encoding);
        Count = 0;
        for (int i = 0; i < before.Count; i++)
        {
            NativeHistogram histogram = Widen(before.Histograms[i]!, wider.PositiveSpans, wider.NegativeSpans);
            if (i == 0) WriteFirst(before.Timestamps[i], histogram);
            else WriteNext(before.Timestamps[i], histogram);
        }
    }

    private void WriteFirst(long timestamp, NativeHistogram histogram)
    {
        _writer.Put(0, 16);
        _writer.Put((byte)Reset, 8);
        _layout.Write(_writer);
        _samples.First(_writer, timestamp, histogram);
        Advance(timestamp, histogram);
    }

    private void WriteNext(long timestamp, NativeHistogram histogram)
    {
        _samples.Next(_writer, timestamp, histogram);
        Advance(timestamp, histogram);
    }

    private void Advance(long timestamp, NativeHistogram histogram)
    {
        MaxTime = timestamp;
        _last = histogram;
        Count++;
        Buffer[0] = (byte)(Count >> 8);
        Buffer[1] = (byte)Count;
    }

    private static NativeHistogram Widen(NativeHistogram histogram, IReadOnlyList<BucketSpan> positive, IReadOnlyList<BucketSpan> negative) => histogram with
    {
        PositiveSpans = positive,
        NegativeSpans = negative,
        PositiveBuckets = HistogramFit.Widen(histogram.PositiveSpans, histogram.PositiveBuckets, positive),
        NegativeBuckets = HistogramFit.Widen(histogram.NegativeSpans, histogram.NegativeBuckets, negative),
    };

    private static NativeHistogram Bare(NativeHistogram histogram) => StaleMarker.Is(histogram.Sum)
        ? new NativeHistogram { Sum = histogram.Sum, IsInteger = histogram.IsInteger, ResetHint = histogram.ResetHint }
        : histogram;

    private static bool Agree(IReadOnlyList<BucketSpan> spans, IReadOnlyList<double> counts)
    {
        long buckets = 0;
        for (int i = 0; i < spans.Count; i++)
        {
            if (i > 0 && spans[i].Offset < 0) return false;
            buckets += spans[i].Length;
        }
        return buckets == counts.Count;
    }
}
