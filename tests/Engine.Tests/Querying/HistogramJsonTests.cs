using System.Text;
using System.Text.Json;
using Tocsin.Engine.Querying;
using Tocsin.Model.Samples;

namespace Tocsin.Engine.Tests.Querying;

public sealed class HistogramJsonTests
{
    [Fact]
    public void Buckets_are_shown_with_the_ends_that_belong_to_them_and_empty_ones_not()
    {
        var histogram = new NativeHistogram
        {
            Schema = 0,
            Count = 10.5,
            Sum = 18.4,
            ZeroThreshold = 0.001,
            ZeroCount = 2,
            NegativeSpans = [new(0, 1)],
            NegativeBuckets = [1.5],
            PositiveSpans = [new(0, 2), new(1, 1)],
            PositiveBuckets = [3, 0, 4],
        };
        Assert.Equal(
            """[1.5,{"count":"10.5","sum":"18.4","buckets":[[1,"-1","-0.5","1.5"],[3,"-0.001","0.001","2"],[0,"0.5","1","3"],[0,"4","8","4"]]}]""",
            Write(1500, histogram).Replace("1.500", "1.5", StringComparison.Ordinal));
    }

    [Fact]
    public void The_first_custom_bucket_has_no_lower_end()
    {
        var histogram = new NativeHistogram { Schema = -53, Count = 3, Sum = 4, CustomBounds = [1, 2], PositiveSpans = [new(0, 3)], PositiveBuckets = [1, 1, 1] };
        Assert.Equal("""[2,{"count":"3","sum":"4","buckets":[[3,"-Inf","1","1"],[0,"1","2","1"],[0,"2","+Inf","1"]]}]""", Write(2000, histogram));
    }

    [Fact]
    public void An_empty_histogram_has_no_buckets() =>
        Assert.Equal("""[0,{"count":"0","sum":"0"}]""", Write(0, new NativeHistogram()));

    private static string Write(long time, NativeHistogram histogram)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) HistogramJson.WritePoint(json, time, histogram);
        return Encoding.UTF8.GetString(stream.ToArray()).Replace("\\u002B", "+", StringComparison.Ordinal);
    }
}
