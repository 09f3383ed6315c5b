using Tocsin.Model.Samples;
using Tocsin.PromQL.Execution;
using Tocsin.PromQL.Execution.Histograms;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Tests.Execution;

public sealed class KernelAllocationTests
{
    [Theory]
    [InlineData("rate")]
    [InlineData("increase")]
    [InlineData("delta")]
    [InlineData("idelta")]
    [InlineData("resets")]
    [InlineData("min_over_time")]
    [InlineData("count_over_time")]
    [InlineData("last_over_time")]
    [InlineData("stdvar_over_time")]
    [InlineData("mad_over_time")]
    [InlineData("irate")]
    [InlineData("deriv")]
    [InlineData("predict_linear")]
    [InlineData("changes")]
    [InlineData("sum_over_time")]
    [InlineData("avg_over_time")]
    [InlineData("max_over_time")]
    [InlineData("stddev_over_time")]
    [InlineData("quantile_over_time")]
    public void Kernels_allocate_nothing(string name)
    {
        const int samples = 1440, steps = 361;
        long[] timestamps = [.. Enumerable.Range(0, samples).Select(i => i * 15_000L)];
        double[] values = [.. Enumerable.Range(0, samples).Select(i => i % 700 * 1.5)];
        double[] parameter = new double[steps];
        var row = new Row(steps);
        var report = new SeriesReport(new Notes(""), default, SeriesHead.None);
        var reference = new Timeline(0, 60_000, steps);
        var frame = new WindowFrame(reference, reference, 300_000, [parameter]);
        WindowFunction function = WindowKernels.Find(name)!;
        function.Fill(new SampleSpan(timestamps, values), frame, row, report);
        long least = long.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            function.Fill(new SampleSpan(timestamps, values), frame, row, report);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
        Assert.False(row.IsEmpty);
    }

    /// <summary>A histogram is a value that is made once for each step; the samples of the window cost nothing, however many there are.</summary>
    [Theory]
    [InlineData("rate", 700)]
    [InlineData("increase", 700)]
    [InlineData("delta", 850)]
    [InlineData("irate", 900)]
    [InlineData("sum_over_time", 800)]
    [InlineData("avg_over_time", 1900)]
    [InlineData("last_over_time", 0)]
    [InlineData("count_over_time", 0)]
    [InlineData("changes", 0)]
    [InlineData("resets", 0)]
    public void Kernels_of_histograms_allocate_nothing_for_a_sample(string name, int bytesPerStep)
    {
        const int steps = 100;
        long narrow = Allocated(name, window: 300_000, steps), wide = Allocated(name, window: 3_000_000, steps);
        TestContext.Current.TestOutputHelper!.WriteLine($"{name}: {narrow / steps} bytes a step");
        Assert.Equal(narrow, wide);
        Assert.InRange(narrow, 0, (long)bytesPerStep * steps);
    }

    [Fact]
    public void Sums_of_histograms_grow_without_allocating()
    {
        Histogram[] members = Histograms(64);
        HistogramSum sum = new(), mean = new();
        sum.Add(members[0]);
        mean.AddForMean(members[0]);
        mean.AddForMean(members[1]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (Histogram member in members)
        {
            sum.Add(member);
            mean.AddForMean(member);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(65, sum.Members);
    }

    [Fact]
    public void Quantiles_and_fractions_of_histograms_allocate_nothing()
    {
        Histogram histogram = Histograms(1)[0];
        double sum = HistogramStatistics.Quantile(0.9, histogram, out _) + HistogramStatistics.Fraction(0, 2, histogram, out _) + HistogramStatistics.Variance(histogram);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            sum += HistogramStatistics.Quantile(0.1 * i, histogram, out _);
            sum += HistogramStatistics.Fraction(0, i, histogram, out _);
            sum += HistogramStatistics.Variance(histogram);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sum > 0);
    }

    private static long Allocated(string name, long window, int steps)
    {
        long[] times = [.. Enumerable.Range(0, 1000).Select(i => i * 15_000L)];
        Histogram[] histograms = Histograms(times.Length);
        var row = new Row(steps);
        var report = new SeriesReport(new Notes(""), default, SeriesHead.None);
        var reference = new Timeline(4_000_000, 60_000, steps);
        var frame = new WindowFrame(reference, reference, window, []);
        WindowFunction function = WindowKernels.Find(name)!;
        long least = long.MaxValue;
        // The runtime itself allocates now and then while it compiles better code.
        for (int i = 0; i < 8; i++)
        {
            row.DropHistograms();
            long before = GC.GetAllocatedBytesForCurrentThread();
            function.Fill(new SampleSpan([], []) { HistogramTimes = times, Histograms = histograms }, frame, row, report);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.False(row.IsEmpty);
        return least;
    }

    private static Histogram[] Histograms(int count) => [.. Enumerable.Range(1, count).Select(n => new Histogram
    {
        Hint = CounterResetHint.NotReset,
        Schema = 0,
        ZeroThreshold = 0.001,
        ZeroCount = n,
        Count = 29.0 * n,
        Sum = 50.0 * n,
        Positive = new Buckets([1, 2, 3, 4, 5, 6, 7], [n, 2.0 * n, 3.0 * n, 4.0 * n, 5.0 * n, 6.0 * n, 7.0 * n]),
    })];
}
