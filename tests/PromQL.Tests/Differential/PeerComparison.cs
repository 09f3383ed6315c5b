using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tocsin.Model.Labels;
using Tocsin.PromQL.Execution.Histograms;

namespace Tocsin.PromQL.Tests.Differential;

/// <summary>Compares our answer with the peer's; null is agreement.</summary>
internal static partial class PeerComparison
{
    [ThreadStatic]
    private static double _tolerance;

    public static string? Check(QueryResult ours, JsonElement theirs, string query = "")
    {
        bool theyFail = theirs.GetProperty("status").GetString() == "error";
        bool weFail = ours.Failure != QueryFailure.None;
        string error = theyFail ? theirs.GetProperty("error").GetString()! : "";
        if (theyFail != weFail) return $"we: {(weFail ? ours.Error : "an answer")}; they: {(theyFail ? error : "an answer")}";
        // Where several operands fail, either may be the first.
        if (theyFail && ours.Failure == QueryFailure.Execution && theirs.GetProperty("errorType").GetString() == "execution") return null;
        if (theyFail) return Plain(error) == Plain(ours.Error) ? null : $"error {ours.Error}; theirs {error}";
        if (CheckNotes("warnings", ours.Warnings, theirs, query) is { } warnings) return warnings;
        if (CheckNotes("infos", ours.Infos, theirs, query) is { } infos) return infos;
        JsonElement data = theirs.GetProperty("data"), result = data.GetProperty("result");
        string type = data.GetProperty("resultType").GetString()!;
        if (!type.Equals(ours.Kind.ToString(), StringComparison.OrdinalIgnoreCase)) return $"kind {ours.Kind}; theirs {type}";
        if (type == "scalar") return Same(Number(result[1]), ours.ScalarValue) ? null : $"{ours.ScalarValue}; theirs {result[1]}";
        // Welford's variance of large numbers depends on their order, which differs from time to time.
        _tolerance = query.Contains("std", StringComparison.Ordinal) ? 1e-3 : 1e-9;
        string? difference = CheckSeries(ours, result);
        // In a range query the peer's operands come in no order, nor do those of histograms and counted values: which of equal values are the top ones changes each time.
        bool ordered = ours.Kind == ResultKind.Vector && !query.Contains("histogram_", StringComparison.Ordinal)
            && !query.Contains("count_values", StringComparison.Ordinal);
        if (difference is null || ordered || !Ranking().IsMatch(query)) return difference;
        return Ranking().Match(query).Index > 0 || SameValues(ours, result) ? null : difference;
    }

    private static bool SameValues(QueryResult ours, JsonElement result)
    {
        var wanted = result.EnumerateArray().SelectMany(s => Points(s, "value", "values")).Select(p => (Time(p), Number(p[1]))).Order().ToList();
        var had = ours.Series.SelectMany(s => s.Timestamps.Zip(s.Values)).Order().ToList();
        return wanted.Count == had.Count && wanted.Zip(had).All(p => p.First.Item1 == p.Second.First && Same(p.First.Item2, p.Second.Second));
    }

    private static string? CheckSeries(QueryResult ours, JsonElement result)
    {
        var wanted = new Dictionary<LabelSet, JsonElement>();
        foreach (JsonElement series in result.EnumerateArray())
        {
            LabelSet labels = LabelSet.FromStrings(
                series.GetProperty("metric").EnumerateObject().Select(p => new KeyValuePair<string, string>(p.Name, p.Value.GetString()!)));
            wanted.Add(labels, series);
        }
        foreach (QuerySeries series in ours.Series)
        {
            if (!wanted.Remove(series.Labels, out JsonElement theirs)) return $"we have {series.Labels}, they do not";
            if (CheckPoints(series, Points(theirs, "value", "values"), Points(theirs, "histogram", "histograms")) is { } difference)
                return $"{series.Labels}: {difference}";
        }
        return wanted.Count == 0 ? null : $"they have {wanted.Keys.First()}, we do not";
    }

    private static string? CheckPoints(QuerySeries ours, List<JsonElement> floats, List<JsonElement> histograms)
    {
        if (ours.Values.Length != floats.Count) return $"{ours.Values.Length} floats; theirs {floats.Count}";
        if (ours.Histograms.Length != histograms.Count) return $"{ours.Histograms.Length} histograms; theirs {histograms.Count}";
        for (int i = 0; i < floats.Count; i++)
        {
            if (Time(floats[i]) != ours.Timestamps[i] || !Same(Number(floats[i][1]), ours.Values[i]))
                return $"{ours.Values[i]:R} @{ours.Timestamps[i]}; theirs {floats[i]}";
        }
        for (int i = 0; i < histograms.Count; i++)
            if (Time(histograms[i]) != ours.HistogramTimestamps[i] || !SameHistogram(Histogram.From(ours.Histograms[i]), histograms[i][1]))
                return $"{HistogramText.Of(Histogram.From(ours.Histograms[i]))} @{ours.HistogramTimestamps[i]}; theirs {histograms[i]}";
        return null;
    }

    private static bool SameHistogram(Histogram ours, JsonElement theirs)
    {
        if (!Same(Number(theirs.GetProperty("count")), ours.Count) || !Same(Number(theirs.GetProperty("sum")), ours.Sum)) return false;
        List<Bucket> buckets = [.. BucketWalk.Ascending(ours).Where(b => b.Count != 0)];
        List<JsonElement> wanted = theirs.TryGetProperty("buckets", out JsonElement list) ? [.. list.EnumerateArray()] : [];
        // What cancels out to a last bit is nothing to one and a bucket to the other.
        double significant = Math.Abs(ours.Count) * 1e-12;
        buckets.RemoveAll(b => Math.Abs(b.Count) < significant);
        wanted.RemoveAll(b => Math.Abs(Number(b[3])) < significant);
        if (buckets.Count != wanted.Count) return false;
        for (int i = 0; i < buckets.Count; i++)
            if (!Same(Number(wanted[i][1]), buckets[i].Lower) || !Same(Number(wanted[i][2]), buckets[i].Upper) || !Same(Number(wanted[i][3]), buckets[i].Count))
                return false;
        return true;
    }

    private static List<JsonElement> Points(JsonElement series, string one, string many)
    {
        if (series.TryGetProperty(one, out JsonElement point)) return [point];
        return series.TryGetProperty(many, out JsonElement points) ? [.. points.EnumerateArray()] : [];
    }

    private static long Time(JsonElement point) => (long)Math.Round(point[0].GetDouble() * 1000);

    private static double Number(JsonElement text) => text.GetString() switch
    {
        "NaN" => double.NaN,
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        var number => double.Parse(number!, CultureInfo.InvariantCulture),
    };

    private static bool Same(double a, double b)
    {
        if (a == b || (double.IsNaN(a) && double.IsNaN(b))) return true;
        return Math.Abs(a - b) <= _tolerance * Math.Max(Math.Abs(a), Math.Abs(b)) || (Math.Abs(a) < 1e-9 && Math.Abs(b) < 1e-9);
    }

    private static string? CheckNotes(string kind, IReadOnlyList<string> ours, JsonElement theirs, string query)
    {
        IEnumerable<string> list = theirs.TryGetProperty(kind, out JsonElement notes) ? notes.EnumerateArray().Select(n => Plainer(n.GetString()!)) : [];
        // The API tells the first ten, in no order, and how many more there are; head's own notes are left out.
        var wanted = list.Where(n => !n.Contains("more ", StringComparison.Ordinal)).ToHashSet();
        var had = ours.Select(Plainer).Where(n => !HeadsOwn().IsMatch(n)).ToHashSet();
        // Of several pairs that do not fit, the peer names the last one.
        had.RemoveWhere(n => !wanted.Contains(n) && n.Contains("incompatible sample types", StringComparison.Ordinal) && wanted.Any(w => Place(w) == Place(n)));
        // The last bit of a rate decides it where two buckets are as good as equal.
        if (query.Contains("rate(lat_bucket", StringComparison.Ordinal))
        {
            had.RemoveWhere(n => n.Contains("monotonicity", StringComparison.Ordinal));
            wanted.RemoveWhere(n => n.Contains("monotonicity", StringComparison.Ordinal));
        }
        bool agree = wanted.Count < 10 ? wanted.SetEquals(had) : wanted.IsSubsetOf(had);
        return agree ? null : $"{kind} {string.Join(" | ", had.Except(wanted))}; theirs {string.Join(" | ", wanted.Except(had))}";
    }

    private static string Plainer(string note) =>
        MonotonicMetric().Replace(note, "").Replace(" for metric name \"\"", "", StringComparison.Ordinal);

    private static string Place(string note) => note[note.LastIndexOf('(')..];

    /// <summary>Which of several offenders an error names is not fixed.</summary>
    private static string Plain(string error) =>
        Braces().Replace(ScalarPlace().Replace(error.Replace("invalid parameter \"query\": ", "", StringComparison.Ordinal), ""), "{}");

    [GeneratedRegex("sort is ineffective|NaN observations")]
    private static partial Regex HeadsOwn();

    [GeneratedRegex("(top|bottom)k")]
    private static partial Regex Ranking();

    // The peer names the metric or not, depending on the step.
    [GeneratedRegex(@"(?<=#histogram_quantile\)) for metric name \S+")]
    private static partial Regex MonotonicMetric();

    [GeneratedRegex(@"^\d+:\d+: (?=parse error: comparisons between scalars)")]
    private static partial Regex ScalarPlace();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Braces();
}
