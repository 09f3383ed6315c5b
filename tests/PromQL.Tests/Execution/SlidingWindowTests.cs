using Tocsin.PromQL.Execution;
using Tocsin.PromQL.Execution.Histograms;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Tests.Execution;

/// <summary>The windows that are kept up while they slide give what a fresh look at each window gives.</summary>
public sealed class SlidingWindowTests
{
    [Theory]
    [InlineData("min_over_time")]
    [InlineData("max_over_time")]
    [InlineData("quantile_over_time")]
    public void Sliding_gives_what_each_window_alone_gives(string name)
    {
        var random = new Random(5);
        for (int round = 0; round < 200; round++)
        {
            long time = 0;
            long[] timestamps = [.. Enumerable.Range(0, 150).Select(_ => time += random.Next(1, 60) * 1000)];
            double[] values = [.. timestamps.Select(_ => random.Next(8) == 0 ? double.NaN : random.Next(-5, 6))];
            long step = random.Next(1, 200) * 1000, window = random.Next(1, 900) * 1000;
            var reference = new Timeline(random.Next(100) * 1000, step, 40);
            double[] quantiles = [.. Enumerable.Range(0, 40).Select(i => i / 40.0)];
            var whole = new Row(40);
            Fill(name, timestamps, values, reference, window, quantiles, whole);
            for (int i = 0; i < 40; i++)
            {
                var single = new Row(1);
                Fill(name, timestamps, values, new Timeline(reference.At(i), 0, 1), window, [quantiles[i]], single);
                Assert.Equal(single.Values[0], whole.Values[i]);
            }
        }
    }

    [Fact]
    public void A_vectorised_sum_is_as_exact_as_one_by_one()
    {
        var random = new Random(3);
        for (int length = 0; length < 100; length++)
        {
            double[] values = [.. Enumerable.Range(0, length).Select(_ => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-10, 10)))];
            KahanSum oneByOne = default;
            foreach (double value in values) oneByOne.Add(value);
            Assert.Equal(oneByOne.Total, KahanVector.Sum(values).Total, 1e-15 * values.Sum(Math.Abs));
        }
        double[] cancelling = [.. Enumerable.Repeat((double[])[1, 1e100, 1, -1e100], 4).SelectMany(v => v)];
        Assert.Equal(8, KahanVector.Sum(cancelling).Total);
        Assert.Equal(double.PositiveInfinity, KahanVector.Sum([.. cancelling, double.PositiveInfinity]).Total);
    }

    private static void Fill(string name, long[] timestamps, double[] values, Timeline reference, long window, double[] quantiles, Row row)
    {
        var report = new SeriesReport(new Notes(""), default, SeriesHead.None);
        WindowKernels.Find(name)!.Fill(new SampleSpan(timestamps, values), new WindowFrame(reference, reference, window, [quantiles]), row, report);
    }
}
