using Tocsin.Model.Samples;

namespace Tocsin.Tsdb.Chunks;

/// <summary>How the buckets of a histogram stand to those of a chunk, on one side of zero.</summary>
internal enum BucketMatch
{
    /// <summary>The same buckets, none of them smaller.</summary>
    Same,

    /// <summary>All of the chunk's that hold something, and some that differ: what they hold together is in the merged spans.</summary>
    Merged,

    /// <summary>A bucket shrank or went away: the counter was reset.</summary>
    Shrunk,
}

/// <summary>
/// Compares bucket layouts. Buckets that only one side has are no obstacle: the other side has them with zero. So chunk or histogram are widened to
/// the <see cref="Merged"/> spans.
/// </summary>
internal readonly struct HistogramFit
{
    private HistogramFit(BucketMatch match, IReadOnlyList<BucketSpan> merged, bool chunkGrows, bool histogramGrows)
    {
        Match = match;
        Merged = merged;
        ChunkGrows = chunkGrows;
        HistogramGrows = histogramGrows;
    }

    public BucketMatch Match { get; }

    public IReadOnlyList<BucketSpan> Merged { get; }

    /// <summary>The histogram has buckets that the chunk lacks: all samples of the chunk must be written again.</summary>
    public bool ChunkGrows { get; }

    /// <summary>The chunk has empty buckets that the histogram lacks.</summary>
    public bool HistogramGrows { get; }

    /// <param name="chunkSpans">Buckets of the chunk.</param>
    /// <param name="last">Absolute counts of the chunk's last sample.</param>
    /// <param name="spans">Buckets of the histogram to append.</param>
    /// <param name="counts">Absolute counts of the histogram.</param>
    /// <param name="mayShrink">A gauge: any value goes.</param>
    public static HistogramFit Compare(
        IReadOnlyList<BucketSpan> chunkSpans, IReadOnlyList<double> last, IReadOnlyList<BucketSpan> spans, IReadOnlyList<double> counts, bool mayShrink)
    {
        var merged = new HistogramSpans();
        bool chunkGrows = false, histogramGrows = false;
        HistogramBuckets left = new(chunkSpans), right = new(spans);
        bool hasLeft = left.MoveNext(), hasRight = right.MoveNext();
        while (hasLeft || hasRight)
        {
            if (hasLeft && (!hasRight || left.Index < right.Index))
            {
                if (!mayShrink && last[left.Position] != 0) return new HistogramFit(BucketMatch.Shrunk, [], false, false);
                histogramGrows = true;
                merged.Add(left.Index);
                hasLeft = left.MoveNext();
            }
            else if (hasRight && (!hasLeft || right.Index < left.Index))
            {
                chunkGrows = true;
                merged.Add(right.Index);
                hasRight = right.MoveNext();
            }
            else
            {
                if (!mayShrink && counts[right.Position] < last[left.Position]) return new HistogramFit(BucketMatch.Shrunk, [], false, false);
                merged.Add(left.Index);
                hasLeft = left.MoveNext();
                hasRight = right.MoveNext();
            }
        }
        // Where one side needs no widening its own spans stay, however they are cut.
        if (!histogramGrows) return new HistogramFit(chunkGrows ? BucketMatch.Merged : BucketMatch.Same, chunkGrows ? spans : chunkSpans, chunkGrows, false);
        return new HistogramFit(BucketMatch.Merged, chunkGrows ? merged.ToArray() : chunkSpans, chunkGrows, true);
    }

    /// <summary>The counts of buckets <paramref name="from"/>, laid out as <paramref name="to"/>; what was not there is zero.</summary>
    public static double[] Widen(IReadOnlyList<BucketSpan> from, IReadOnlyList<double> counts, IReadOnlyList<BucketSpan> to)
    {
        double[] result = new double[HistogramLayout.CountBuckets(to)];
        HistogramBuckets source = new(from), target = new(to);
        bool has = source.MoveNext();
        while (has && target.MoveNext())
        {
            if (target.Index != source.Index) continue;
            result[target.Position] = counts[source.Position];
            has = source.MoveNext();
        }
        return result;
    }
}
