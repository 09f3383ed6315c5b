using System.Globalization;
using System.Text.RegularExpressions;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Time;
using Tocsin.PromQL.Execution.Histograms;
using Tocsin.PromQL.Tests.Storage;

namespace Tocsin.PromQL.Tests.Conformance;

/// <summary>Puts the series of a load command into a store.</summary>
internal static partial class ScriptLoader
{
    public static void Load(LoadCommand load, MemorySource source)
    {
        var notations = new List<SeriesNotation>();
        List<long?>? starts = null;
        foreach (string line in load.Series)
        {
            Match start = StartLine().Match(line);
            if (start.Success)
            {
                starts = Offsets(start.Groups["items"].Value);
                continue;
            }
            SeriesNotation notation = SeriesNotation.Read(line);
            notations.Add(notation);
            for (int i = 0; i < notation.Values.Count; i++)
            {
                long time = i * load.Step, since = starts is not null && i < starts.Count && starts[i] is { } offset ? time + offset : 0;
                if (notation.Values[i].Histogram is { } histogram) source.Add(notation.Labels, time, histogram.ToNative(), since);
                else if (notation.Values[i].Float is { } value) source.Add(notation.Labels, time, value, since);
            }
            starts = null;
        }
        if (load.WithCustomBuckets) LoadCustomBuckets(notations, load.Step, source);
    }

    /// <summary>Each classic histogram again, as a native one with custom bounds.</summary>
    private static void LoadCustomBuckets(List<SeriesNotation> notations, long step, MemorySource source)
    {
        var histograms = new Dictionary<(LabelSet, int), (SortedDictionary<double, double> Buckets, double? Count, double Sum)>();
        foreach (SeriesNotation notation in notations)
        {
            string name = notation.Labels.Get(LabelNames.MetricName);
            string? suffix = new[] { "_bucket", "_count", "_sum" }.FirstOrDefault(s => name.EndsWith(s, StringComparison.Ordinal));
            if (suffix is null) continue;
            string le = notation.Labels.Get(LabelNames.BucketBound);
            if (suffix == "_bucket" && le.Length == 0) continue;
            double bound = le.Length == 0 ? 0 : SeriesNotation.ReadNumber(le);
            LabelSet labels = new LabelSetBuilder(notation.Labels).Set(LabelNames.MetricName, name[..^suffix.Length]).Delete(LabelNames.BucketBound).Build();
            for (int i = 0; i < notation.Values.Count; i++)
            {
                if (notation.Values[i].Float is not { } value) continue;
                (SortedDictionary<double, double> buckets, double? count, double sum) = histograms.GetValueOrDefault((labels, i), ([], null, 0));
                if (suffix == "_bucket") buckets[bound] = value;
                histograms[(labels, i)] = (buckets, suffix == "_count" ? value : count, suffix == "_sum" ? value : sum);
            }
        }
        foreach (((LabelSet labels, int i), (SortedDictionary<double, double> buckets, double? count, double sum)) in histograms)
            if (buckets.Count > 0)
                source.Add(labels, i * step, Custom(buckets, count, sum).ToNative());
    }

    private static Histogram Custom(SortedDictionary<double, double> buckets, double? count, double sum)
    {
        double[] bounds = [.. buckets.Keys.Where(b => !double.IsPositiveInfinity(b))];
        double[] cumulative = [.. buckets.Values];
        double total = count ?? cumulative[^1];
        var counts = new double[bounds.Length + 1];
        double before = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            double upTo = i < cumulative.Length ? cumulative[i] : total;
            counts[i] = upTo - before;
            before = upTo;
        }
        var all = new Buckets([.. Enumerable.Range(0, counts.Length)], counts);
        return new Histogram { Schema = Histogram.CustomSchema, Bounds = bounds, Count = total, Sum = sum, Positive = all.Compacted() };
    }

    private static List<long?> Offsets(string items)
    {
        var offsets = new List<long?>();
        foreach (string item in items.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            Match match = Offset().Match(item);
            if (!match.Success) throw new FormatException($"not a start timestamp: {item}");
            int repeats = match.Groups["times"].Success ? int.Parse(match.Groups["times"].Value, CultureInfo.InvariantCulture) : 0;
            if (match.Groups["gap"].Success)
            {
                for (int i = 0; i < Math.Max(1, repeats); i++) offsets.Add(null);
                continue;
            }
            long value = Milliseconds(match.Groups["start"].Value), change = match.Groups["change"].Success ? Milliseconds(match.Groups["change"].Value) : 0;
            for (int i = 0; i <= repeats; i++, value += change) offsets.Add(value);
        }
        return offsets;
    }

    private static long Milliseconds(string text)
    {
        string plain = text.TrimStart('-', '+');
        long value = plain == "0" ? 0 : PromDuration.TryParse(plain, out TimeSpan duration) ? (long)duration.TotalMilliseconds : throw new FormatException(text);
        return text.StartsWith('-') ? -value : value;
    }

    [GeneratedRegex(@"^\S*?(?:\{.*\})?@st\s+(?<items>.*)$")]
    private static partial Regex StartLine();

    [GeneratedRegex(@"^(?:(?<gap>_)|(?<start>[-+]?\w+?)(?<change>[-+]\w+?)?)(?:x(?<times>\d+))?$")]
    private static partial Regex Offset();
}
