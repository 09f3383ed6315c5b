namespace Tocsin.Model.Samples;

/// <summary>Makes native histograms coarser: each step down in the schema joins two neighbouring buckets.</summary>
public static class HistogramResolution
{
    public const int CustomSchema = -53;

    /// <summary>The coarsest and the finest exponential schema.</summary>
    public const int MinSchema = -4;

    public const int MaxSchema = 8;

    /// <summary>The same histogram in a coarser schema. Custom buckets have none.</summary>
    public static NativeHistogram Coarser(NativeHistogram histogram, int schema)
    {
        if (histogram.Schema == CustomSchema || schema >= histogram.Schema) return histogram;
        int steps = histogram.Schema - schema;
        (BucketSpan[] positiveSpans, double[] positive) = Join(histogram.PositiveSpans, histogram.PositiveBuckets, steps);
        (BucketSpan[] negativeSpans, double[] negative) = Join(histogram.NegativeSpans, histogram.NegativeBuckets, steps);
        return histogram with
        {
            Schema = schema,
            PositiveSpans = positiveSpans,
            PositiveBuckets = positive,
            NegativeSpans = negativeSpans,
            NegativeBuckets = negative,
        };
    }

    /// <summary>The finest schema whose buckets grow by at least this factor.</summary>
    public static int SchemaFor(double factor)
    {
        for (int schema = MaxSchema; schema > MinSchema; schema--)
            if (Math.Pow(2, Math.Pow(2, -schema)) >= factor)
                return schema;
        return MinSchema;
    }

    private static (BucketSpan[] Spans, double[] Counts) Join(IReadOnlyList<BucketSpan> spans, IReadOnlyList<double> counts, int steps)
    {
        var indexes = new List<int>(counts.Count);
        var joined = new List<double>(counts.Count);
        int index = 0, bucket = 0;
        foreach (BucketSpan span in spans)
        {
            index += span.Offset;
            for (uint i = 0; i < span.Length; i++, index++)
            {
                int target = ((index - 1) >> steps) + 1;
                if (indexes.Count > 0 && indexes[^1] == target) joined[^1] += counts[bucket++];
                else
                {
                    indexes.Add(target);
                    joined.Add(counts[bucket++]);
                }
            }
        }
        return (Spans(indexes), [.. joined]);
    }

    private static BucketSpan[] Spans(List<int> indexes)
    {
        var spans = new List<BucketSpan>();
        int end = 0;
        foreach (int index in indexes)
        {
            if (spans.Count > 0 && index == end) spans[^1] = spans[^1] with { Length = spans[^1].Length + 1 };
            else spans.Add(new BucketSpan(index - end, 1));
            end = index + 1;
        }
        return [.. spans];
    }
}
