using Tocsin.PromQL.Execution;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Tests.Execution;

public sealed class KernelAllocationTests
{
    [Theory]
    [InlineData("rate")]
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
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 5; i++) function.Fill(new SampleSpan(timestamps, values), frame, row, report);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.False(row.IsEmpty);
    }
}
