using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Tocsin.Host.Telemetry;
using Tocsin.PromQL;

namespace Tocsin.Host.Tests.Telemetry;

public sealed class MetricTextTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MetricRegistry _registry = new();
    private readonly Meter _meter;

    public MetricTextTests() => _meter = _services.GetRequiredService<IMeterFactory>().Create(MetricRegistry.MeterName);

    public void Dispose()
    {
        _registry.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void A_counter_adds_up_by_its_labels()
    {
        Counter<long> counter = _meter.CreateCounter<long>("a_total", null, "Things.");
        counter.Add(1, new KeyValuePair<string, object?>("code", 200));
        counter.Add(2, new KeyValuePair<string, object?>("code", 200));
        counter.Add(5, new KeyValuePair<string, object?>("code", 500));
        string text = MetricText.Write(_registry);
        Assert.Contains("# HELP a_total Things.\n# TYPE a_total counter\n", text, StringComparison.Ordinal);
        Assert.Contains("a_total{code=\"200\"} 3\n", text, StringComparison.Ordinal);
        Assert.Contains("a_total{code=\"500\"} 5\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Buckets_are_cumulated_and_a_bound_belongs_to_its_bucket()
    {
        Histogram<double> histogram = _meter.CreateHistogram(
            "b_seconds", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        foreach (double value in new[] { 0.1, 0.5, 7 }) histogram.Record(value);
        Assert.Contains(
            "b_seconds_bucket{le=\"0.1\"} 1\nb_seconds_bucket{le=\"1\"} 2\nb_seconds_bucket{le=\"+Inf\"} 3\nb_seconds_sum 7.6\nb_seconds_count 3\n",
            MetricText.Write(_registry), StringComparison.Ordinal);
    }

    [Fact]
    public void A_histogram_without_bounds_is_a_summary_and_NaN_makes_a_series_be_there()
    {
        Histogram<double> summary = _meter.CreateHistogram("s_seconds", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [] });
        summary.Record(double.NaN);
        Assert.Contains("# TYPE s_seconds summary\ns_seconds_sum 0\ns_seconds_count 0\n", MetricText.Write(_registry), StringComparison.Ordinal);
        summary.Record(2);
        summary.Record(double.NaN);
        Assert.Contains("s_seconds_sum 2\ns_seconds_count 1\n", MetricText.Write(_registry), StringComparison.Ordinal);
    }

    [Fact]
    public void Quantiles_are_one_summary_with_their_sum_and_their_count()
    {
        var took = new DurationSummary(_meter, TimeProvider.System, "q_seconds", "How long.", [0.5], "slice", "a");
        took.Record(TimeSpan.FromSeconds(4), "a");
        string[] lines = [.. MetricText.Write(_registry).Split('\n').Where(line => line.Contains("q_seconds", StringComparison.Ordinal))];
        Assert.Equal(["# HELP q_seconds How long.", "# TYPE q_seconds summary"], lines[..2]);
        Assert.StartsWith("q_seconds{slice=\"a\",quantile=\"0.5\"} ", lines[2], StringComparison.Ordinal);
        // Within the width of a bin.
        Assert.InRange(double.Parse(lines[2].Split(' ')[1], CultureInfo.InvariantCulture), 3.8, 4.2);
        Assert.Equal(["q_seconds_count{slice=\"a\"} 1", "q_seconds_sum{slice=\"a\"} 4"], lines[3..]);
    }

    [Fact]
    public void An_observed_series_that_is_gone_is_gone_from_the_page()
    {
        var states = new List<string> { "active", "expired" };
        _meter.CreateObservableGauge("c", () => states.Select(state => new Measurement<int>(1, new KeyValuePair<string, object?>("state", state))));
        Assert.Contains("c{state=\"expired\"} 1", MetricText.Write(_registry), StringComparison.Ordinal);
        states.Remove("expired");
        string text = MetricText.Write(_registry);
        Assert.Contains("c{state=\"active\"} 1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("expired", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Label_values_are_escaped()
    {
        _meter.CreateCounter<long>("d_total").Add(1, new KeyValuePair<string, object?>("path", "a\"b\\c\nd"));
        Assert.Contains("""d_total{path="a\"b\\c\nd"} 1""", MetricText.Write(_registry), StringComparison.Ordinal);
    }

    [Fact]
    public void Counting_in_a_known_series_allocates_nothing()
    {
        Counter<long> counter = _meter.CreateCounter<long>("e_total");
        object handler = "/api/v1/query";
        void Count() => counter.Add(1, new KeyValuePair<string, object?>("handler", handler));
        for (int i = 0; i < 100; i++) Count();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) Count();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Meters_of_others_are_left_alone()
    {
        using var other = new Meter("Somebody.Else");
        other.CreateCounter<long>("f_total").Add(1);
        Assert.DoesNotContain("f_total", MetricText.Write(_registry), StringComparison.Ordinal);
    }
}
