using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.PromQL.Execution.Histograms;
using Tocsin.PromQL.Tests.Storage;

namespace Tocsin.PromQL.Tests.Differential;

/// <summary>
/// Series of every kind: counters with resets, gauges with NaN and infinities, classic and native histograms, gaps, staleness markers, and series
/// that turn from floats into histograms.
/// </summary>
internal sealed class RandomData(int seed, long end)
{
    private const int Samples = 240;
    private const long Step = 15_000;

    private readonly Random _random = new(seed);

    public List<(LabelSet Labels, List<(long Time, double Value, NativeHistogram? Histogram)> Samples)> Series { get; } = [];

    public long Start => end - (Samples * Step);

    public MemorySource Build()
    {
        foreach (string job in (string[])["a", "b"])
        {
            for (int i = 0; i < 3; i++)
            {
                string instance = "i" + i;
                Add("c_total", job, instance, "", Counter);
                Add("g", job, instance, "", Gauge);
                Add("odd", job, instance, "", Odd);
                Add("h", job, instance, "", n => HistogramAt(n, 0, isGauge: false));
                Add("hg", job, instance, "", n => HistogramAt(n, i, isGauge: true));
                Add("mix", job, instance, "", n => n / 40 % 2 == 0 ? (n, null) : HistogramAt(n, 0, isGauge: true));
                AddClassic(job, instance);
            }
            Add("one", job, "i0", "", Gauge);
        }
        Add("lonely", "a", "i9", "", Gauge);
        // Where values are equal, the first in order of labels wins.
        Series.Sort((left, right) => left.Labels.CompareTo(right.Labels));
        var source = new MemorySource();
        foreach ((LabelSet labels, List<(long Time, double Value, NativeHistogram? Histogram)> samples) in Series)
        {
            foreach ((long time, double value, NativeHistogram? histogram) in samples)
            {
                if (histogram is null) source.Add(labels, time, value);
                else source.Add(labels, time, histogram);
            }
        }
        return source;
    }

    /// <summary>
    /// The series in batches, cut where one turns from one kind of samples to the other: a batch is committed floats first, histograms after.
    /// </summary>
    public List<List<(LabelSet Labels, IReadOnlyList<(long Time, double Value, NativeHistogram? Histogram)> Samples)>> Runs()
    {
        var batches = new List<List<(LabelSet, IReadOnlyList<(long, double, NativeHistogram?)>)>>();
        foreach ((LabelSet labels, List<(long Time, double Value, NativeHistogram? Histogram)> samples) in Series)
        {
            for (int from = 0, to = 0, run = 0; from < samples.Count; from = to, run++)
            {
                while (to < samples.Count && (samples[to].Histogram is null) == (samples[from].Histogram is null)) to++;
                if (run == batches.Count) batches.Add([]);
                batches[run].Add((labels, samples[from..to]));
            }
        }
        return batches;
    }

    private void Add(string name, string job, string instance, string le, Func<int, (double, NativeHistogram?)> value)
    {
        LabelSet labels = LabelSet.Create(("__name__", name), ("job", job), ("instance", instance), ("le", le), ("zone", "z" + (instance[1] % 2)));
        var samples = new List<(long, double, NativeHistogram?)>();
        int gap = 0;
        bool wasStale = true;
        for (int n = 0; n < Samples; n++)
        {
            (double number, NativeHistogram? histogram) = value(n);
            if (gap > 0)
            {
                gap--;
                continue;
            }
            if (_random.Next(60) == 0) gap = _random.Next(1, 30);
            long time = Start + (n * Step) + _random.Next(-3, 4);
            if (!wasStale && _random.Next(80) == 0 && histogram is null && name != "mix")
            {
                samples.Add((time, StaleMarker.Value, null));
                wasStale = true;
                continue;
            }
            wasStale = false;
            samples.Add((time, number, histogram));
        }
        Series.Add((labels, samples));
    }

    private static Func<int, (double, NativeHistogram?)> Stateful(Func<double, double> next)
    {
        double value = 0;
        return _ => (value = next(value), null);
    }

    private Func<int, (double, NativeHistogram?)> Counter => Stateful(v => _random.Next(50) == 0 ? _random.Next(5) : v + _random.Next(20));

    private Func<int, (double, NativeHistogram?)> Gauge => Stateful(_ => Math.Round((_random.NextDouble() * 40) - 10, _random.Next(4)));

    private Func<int, (double, NativeHistogram?)> Odd => Stateful(_ => _random.Next(12) switch
    {
        0 => double.NaN,
        1 => double.PositiveInfinity,
        2 => double.NegativeInfinity,
        3 => -0.0,
        4 => 1e300 * (_random.NextDouble() - 0.5),
        5 => 1e-300,
        _ => _random.Next(-3, 4),
    });

    /// <summary>Counts start high, so that extrapolation never reaches their zero: there the versions of the peer differ.</summary>
    private (double Value, NativeHistogram? Histogram) HistogramAt(int n, int variant, bool isGauge)
    {
        int schema = isGauge ? variant - 1 : 0, low = isGauge ? -1 : 0;
        double[] positive = [.. Enumerable.Range(0, 4).Select(i => isGauge ? _random.Next(6) : 5000.0 + (n * (i + 1)))];
        double[] negative = [.. Enumerable.Range(0, 2).Select(i => isGauge ? _random.Next(4) : 3000.0 + n)];
        var histogram = new Histogram
        {
            Hint = isGauge ? CounterResetHint.Gauge : CounterResetHint.Unknown,
            Schema = schema,
            ZeroThreshold = 0.001,
            ZeroCount = isGauge ? _random.Next(3) : n,
            Positive = new Buckets([.. Enumerable.Range(low, 4)], positive),
            Negative = new Buckets([0, 3], negative),
        };
        histogram = histogram with { Count = positive.Sum() + negative.Sum() + histogram.ZeroCount, Sum = isGauge ? _random.Next(-50, 50) : n * 7.5 };
        return (0, histogram.ToNative());
    }

    private void AddClassic(string job, string instance)
    {
        double[] totals = new double[4];
        var rows = new List<double[]>();
        for (int n = 0; n < Samples; n++)
        {
            double below = 0;
            for (int i = 0; i < totals.Length; i++)
            {
                below += _random.Next(4);
                totals[i] += below;
            }
            rows.Add([.. totals]);
        }
        string[] bounds = ["0.1", "1", "10", "+Inf"];
        for (int i = 0; i < bounds.Length; i++)
        {
            int bucket = i;
            Add("lat_bucket", job, instance, bounds[i], n => (rows[n][bucket], null));
        }
    }
}
