using System.Diagnostics.Metrics;

namespace Tocsin.PromQL;

/// <summary>
/// Durations with their quantiles of the last ten minutes, their sum and their count, under the names that a summary of Prometheus has. Thread-safe.
/// Its instruments say by a tag that they belong together: .NET has no summary. Values are kept in bins that are a twentieth wide, of two minutes each, so that memory does not grow with what is recorded.
/// </summary>
public sealed class DurationSummary
{
    /// <summary>The tag of the instruments, with <see cref="QuantilesPart"/> or <see cref="TotalPart"/>: what they are of a summary.</summary>
    public const string PartTag = "summary";

    public const string QuantilesPart = "quantiles";
    public const string TotalPart = "total";

    private const int Ages = 5;
    private const int Bins = 640;
    private const double Shortest = 1e-9;
    private static readonly TimeSpan AgeLength = TimeSpan.FromMinutes(2);
    private static readonly double BinWidth = Math.Log(1.05);

    private readonly TimeProvider _clock;
    private readonly string _label;
    private readonly double[] _quantiles;
    private readonly (string Value, Window Window)[] _windows;

    /// <param name="label">The label that tells the values of <paramref name="values"/> apart; empty: there is one series only.</param>
    /// <param name="values">All values of the label.</param>
    public DurationSummary(Meter meter, TimeProvider clock, string name, string help, double[] quantiles, string label = "", params string[] values)
    {
        _clock = clock;
        _label = label;
        _quantiles = quantiles;
        _windows = [.. (label.Length == 0 ? [""] : values).Select(value => (value, new Window()))];
        meter.CreateObservableGauge(name, Quantiles, null, help, [new(PartTag, QuantilesPart)]);
        meter.CreateObservableCounter(name + "_sum", () => Each(window => window.Sum), null, help, [new(PartTag, TotalPart)]);
        meter.CreateObservableCounter(name + "_count", () => Each(window => window.Count), null, help, [new(PartTag, TotalPart)]);
    }

    public void Record(TimeSpan duration, string value = "")
    {
        foreach ((string known, Window window) in _windows)
            if (known == value)
                window.Add(duration.TotalSeconds, Age());
    }

    private long Age() => _clock.GetTimestamp() / (long)(_clock.TimestampFrequency * AgeLength.TotalSeconds);

    private IEnumerable<Measurement<double>> Quantiles()
    {
        foreach ((string value, Window window) in _windows)
            foreach (double quantile in _quantiles)
                yield return new Measurement<double>(window.Quantile(quantile, Age()), [.. Tags(value), new("quantile", quantile)]);
    }

    private IEnumerable<Measurement<double>> Each(Func<Window, double> read) =>
        [.. _windows.Select(entry => new Measurement<double>(read(entry.Window), Tags(entry.Value)))];

    private KeyValuePair<string, object?>[] Tags(string value) => _label.Length == 0 ? [] : [new(_label, value)];

    private sealed class Window
    {
        private readonly Lock _lock = new();
        private readonly int[][] _counts = [.. Enumerable.Range(0, Ages).Select(_ => new int[Bins])];
        private readonly long[] _ages = new long[Ages];

        public double Sum { get; private set; }

        public long Count { get; private set; }

        public void Add(double seconds, long age)
        {
            int bin = seconds <= Shortest ? 0 : Math.Min(Bins - 1, 1 + (int)(Math.Log(seconds / Shortest) / BinWidth));
            lock (_lock)
            {
                int slot = (int)(age % Ages);
                if (_ages[slot] != age) Array.Clear(_counts[slot]);
                _ages[slot] = age;
                _counts[slot][bin]++;
                Sum += seconds;
                Count++;
            }
        }

        /// <summary>Not a number where nothing is that young.</summary>
        public double Quantile(double quantile, long age)
        {
            lock (_lock)
            {
                int[][] young = [.. _counts.Where((_, slot) => _ages[slot] > age - Ages)];
                long rank = (long)Math.Ceiling(quantile * young.Sum(counts => counts.Sum(count => (long)count)));
                if (rank == 0) return double.NaN;
                int bin = 0;
                while ((rank -= young.Sum(counts => (long)counts[bin])) > 0) bin++;
                return bin == 0 ? 0 : Shortest * Math.Exp((bin - 0.5) * BinWidth);
            }
        }
    }
}
