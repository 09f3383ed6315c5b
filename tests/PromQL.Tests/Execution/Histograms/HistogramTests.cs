using Tocsin.Model.Samples;
using Tocsin.PromQL.Execution.Histograms;
using Tocsin.PromQL.Tests.Conformance;

namespace Tocsin.PromQL.Tests.Execution.Histograms;

public sealed class HistogramTests
{
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(1, 0, 2)]
    [InlineData(-1, 0, 0.5)]
    [InlineData(3, 1, 2.8284271247461903)]
    [InlineData(1, -1, 4)]
    [InlineData(1024, 0, double.MaxValue)]
    [InlineData(1025, 0, double.PositiveInfinity)]
    public void Buckets_end_at_powers_of_the_base(int index, int schema, double end) =>
        Assert.Equal(end, BucketBounds.Exponential(index, schema), 1e-12 * Math.Abs(end));

    [Theory]
    [InlineData("{{schema:1 count:4 sum:4 buckets:[1 1 1 1]}}", "{{schema:0 count:2 sum:2 buckets:[1 1]}}", 0, "{count:6, sum:6, (0.5,1]:2, (1,2]:3, (2,4]:1}")]
    [InlineData("{{count:1 sum:1 z_bucket:1 z_bucket_w:0.5}}", "{{count:3 sum:3 buckets:[3] offset:-1}}", 0, "{count:4, sum:4, [-0.5,0.5]:4}")]
    [InlineData("{{schema:-53 custom_values:[1 2 3] count:4 buckets:[1 1 1 1]}}", "{{schema:-53 custom_values:[2 3 4] count:4 buckets:[1 1 1 1]}}", -53, "{count:8, sum:0, (-Inf,2]:3, (2,3]:2, (3,+Inf]:3}")]
    public void Histograms_of_different_layout_add_up_in_what_both_know(string left, string right, int schema, string sum)
    {
        Combination combination = HistogramArithmetic.Add(HistogramNotation.Read(left), HistogramNotation.Read(right));
        Assert.Equal((schema, sum), (combination.Result!.Schema, HistogramText.Of(combination.Result)));
    }

    [Fact]
    public void Exponential_and_custom_buckets_do_not_add_up() =>
        Assert.Null(HistogramArithmetic.Add(new Histogram(), new Histogram { Schema = Histogram.CustomSchema }).Result);

    [Theory]
    [InlineData("{{count:4 buckets:[1 2 1]}}", "{{count:5 buckets:[1 1 3]}}", true)]
    [InlineData("{{count:4 buckets:[1 2 1]}}", "{{count:5 buckets:[1 2 2]}}", false)]
    [InlineData("{{schema:1 count:4 buckets:[2 2]}}", "{{schema:0 count:4 buckets:[2 2]}}", false)]
    [InlineData("{{schema:0 count:4 buckets:[4]}}", "{{schema:1 count:9 buckets:[9]}}", true)]
    [InlineData("{{schema:-53 custom_values:[2 4] count:3 buckets:[2 1]}}", "{{schema:-53 custom_values:[2 3 4] count:3 buckets:[1 1 1]}}", true)]
    [InlineData("{{count:9 buckets:[9]}}", "{{count:1 buckets:[1] counter_reset_hint:not_reset}}", false)]
    [InlineData("{{count:4 buckets:[1 2 1]}}", "{{count:5 buckets:[1]}}", true)]
    [InlineData("{{count:4 buckets:[1 0 3]}}", "{{count:5 buckets:[1]}}", false)]
    [InlineData("{{count:4 buckets:[1]}}", "{{count:5 buckets:[1 -1]}}", false)]
    [InlineData("{{count:-4 buckets:[1 -5 1]}}", "{{count:5 buckets:[1] offset:2}}", true)]
    public void A_counter_that_fell_anywhere_was_reset(string before, string now, bool reset) =>
        Assert.Equal(reset, CounterReset.Between(HistogramNotation.Read(before), HistogramNotation.Read(now)));

    [Fact]
    public void A_sum_keeps_what_rounding_would_take()
    {
        var sum = new HistogramSum();
        foreach (double part in (double[])[1, 1e100, 1, -1e100]) sum.Add(new Histogram { Sum = part, Count = 1 });
        Assert.Equal((2, 4), (sum.Sum().Sum, sum.Sum().Count));
    }

    [Fact]
    public void Shares_of_a_sum_merge_to_the_sum()
    {
        HistogramSum left = new(), right = new(), all = new();
        for (int i = 0; i < 20; i++)
        {
            Histogram histogram = HistogramNotation.Read($"{{{{schema:{i % 3} count:{i} sum:{i} buckets:[{i} 1 {i}]}}}}");
            (i < 10 ? left : right).AddForMean(histogram);
            all.AddForMean(histogram);
        }
        left.Merge(right, forMean: true);
        Assert.Equal(HistogramText.Of(all.Mean()), HistogramText.Of(left.Mean()));
    }

    [Fact]
    public void Spans_survive_the_way_through_the_engine()
    {
        var stored = new NativeHistogram
        {
            Schema = 2,
            Count = 6,
            Sum = 3,
            PositiveSpans = [new(-3, 2), new(4, 1)],
            PositiveBuckets = [1, 2, 3],
            NegativeSpans = [new(1, 1)],
            NegativeBuckets = [4],
        };
        NativeHistogram back = Histogram.From(stored).ToNative();
        Assert.Equal(stored.PositiveSpans, back.PositiveSpans);
        Assert.Equal(stored.PositiveBuckets, back.PositiveBuckets);
        Assert.Equal(stored.NegativeSpans, back.NegativeSpans);
    }
}
