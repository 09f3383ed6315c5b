using System.Globalization;
using System.Text.RegularExpressions;
using Tocsin.Model.Labels;
using Tocsin.PromQL.Execution.Histograms;

namespace Tocsin.PromQL.Tests.Conformance;

/// <summary>Compares an answer with what a script expects. Null is agreement, else what differs.</summary>
internal static class ResultComparison
{
    private const double SmallestNormal = 2.2250738585072014e-308;

    public static string? Check(EvalCommand eval, QueryResult result)
    {
        if (CheckFailure(eval, result) is { } verdict) return verdict.Length == 0 ? null : verdict;
        if (CheckNotes(eval.Expectations, "warn", result.Warnings) is { } warn) return warn;
        if (CheckNotes(eval.Expectations, "info", result.Infos) is { } info) return info;
        string? text = eval.Expectations.FirstOrDefault(e => e.StartsWith("expect string ", StringComparison.Ordinal));
        if (text is not null)
        {
            string? wanted = Parsing(text["expect string ".Length..].Trim());
            return result.Kind == ResultKind.String && result.StringValue == wanted ? null : $"want string {wanted}, got {result.Kind} {result.StringValue}";
        }
        string? vector = eval.Expectations.FirstOrDefault(e => e.StartsWith("expect range vector ", StringComparison.Ordinal));
        if (vector is not null)
        {
            Match span = Regex.Match(vector, @"from (\S+) to (\S+) step (\S+)$");
            var at = (EvalCommand)Script.Read($"eval range from {span.Groups[1]} to {span.Groups[2]} step {span.Groups[3]} x").Single();
            return CheckSeries(eval.Results, result.Series, at.Start, at.Step, at.End);
        }
        if (eval.Results is [var only] && double.TryParse(only, NumberStyles.Float, CultureInfo.InvariantCulture, out double scalar))
            return result.Kind == ResultKind.Scalar && Equal(scalar, result.ScalarValue) ? null : $"want {scalar:R}, got {result.Kind} {result.ScalarValue:R}";
        if (eval.Results is ["Inf" or "+Inf"]) return Equal(double.PositiveInfinity, result.ScalarValue) ? null : "want Inf";
        if (eval.Results is ["-Inf"]) return Equal(double.NegativeInfinity, result.ScalarValue) ? null : "want -Inf";
        if (eval.IsInstant && eval.Expectations.Contains("expect ordered"))
        {
            string wanted = string.Join(' ', eval.Results.Select(r => SeriesNotation.Read(r).Labels));
            string got = string.Join(' ', result.Series.Select(s => s.Labels));
            if (wanted != got) return $"want order {wanted}, got {got}";
        }
        if (!eval.IsInstant && !IsSorted(result.Series)) return "a range result must be sorted by labels";
        return CheckSeries(eval.Results, result.Series, eval.Start, Math.Max(eval.Step, 1), eval.End);
    }

    public static bool Equal(double a, double b)
    {
        if (double.IsNaN(a) || double.IsNaN(b)) return double.IsNaN(a) && double.IsNaN(b);
        if (a == b) return true;
        double sum = Math.Abs(a) + Math.Abs(b), difference = Math.Abs(a - b);
        if (a == 0 || b == 0 || sum < SmallestNormal) return difference < 1e-6 * SmallestNormal;
        return difference / Math.Min(sum, double.MaxValue) < 1e-6;
    }

    /// <summary>Null when there is no failure to judge; empty when it is the wanted one.</summary>
    private static string? CheckFailure(EvalCommand eval, QueryResult result)
    {
        string? wanted = eval.Expectations.FirstOrDefault(e => e.StartsWith("expect fail", StringComparison.Ordinal));
        if (wanted is null) return result.Failure == QueryFailure.None ? null : $"failed: {result.Error}";
        if (result.Failure == QueryFailure.None) return "should fail";
        return Matches(wanted["expect fail".Length..].Trim(), result.Error) ? "" : $"want {wanted}, got error: {result.Error}";
    }

    private static string? CheckNotes(IReadOnlyList<string> expectations, string kind, IReadOnlyList<string> notes)
    {
        if (expectations.Contains("expect no_" + kind) && notes.Count > 0) return $"unwanted {kind}: {notes[0]}";
        var wanted = expectations.Where(e => e.StartsWith("expect " + kind, StringComparison.Ordinal)).Select(e => e[("expect " + kind).Length..].Trim()).ToList();
        if (wanted.Count == 0) return null;
        if (notes.Count == 0) return $"no {kind}";
        foreach (string want in wanted)
            if (!notes.Any(note => Matches(want, note)))
                return $"want {kind} {want}, got {notes[0]}";
        return notes.Any(note => !wanted.Exists(want => Matches(want, note))) ? $"unmatched {kind} in {string.Join(" | ", notes)}" : null;
    }

    private static bool Matches(string want, string text)
    {
        if (want.StartsWith("msg:", StringComparison.Ordinal)) return want["msg:".Length..].Trim() == text;
        return !want.StartsWith("regex:", StringComparison.Ordinal) || Regex.IsMatch(text, want["regex:".Length..].Trim());
    }

    private static string? CheckSeries(IReadOnlyList<string> lines, IReadOnlyList<QuerySeries> got, long start, long step, long end)
    {
        var wanted = new Dictionary<LabelSet, List<(long Time, NotedValue Value)>>();
        foreach (string line in lines)
        {
            SeriesNotation notation = SeriesNotation.Read(line);
            var points = new List<(long, NotedValue)>();
            for (int i = 0; i < notation.Values.Count; i++)
                if (notation.Values[i] is { Float: not null } or { IsHistogram: true })
                    points.Add((start + (i * step), notation.Values[i]));
            if (points.Exists(p => p.Item1 > end)) return $"the script expects more values than the range has: {line}";
            if (points.Count > 0) wanted[notation.Labels] = points;
        }
        foreach (QuerySeries series in got)
        {
            if (!wanted.Remove(series.Labels, out List<(long Time, NotedValue Value)>? points)) return $"unexpected series {series.Labels}";
            if (CheckPoints(series, points) is { } difference) return difference;
        }
        return wanted.Count == 0 ? null : $"missing series {wanted.Keys.First()}";
    }

    private static string? CheckPoints(QuerySeries series, List<(long Time, NotedValue Value)> points)
    {
        var floats = points.FindAll(p => !p.Value.IsHistogram);
        var histograms = points.FindAll(p => p.Value.IsHistogram);
        if (floats.Count != series.Values.Length) return $"{series.Labels}: want {floats.Count} points, got {series.Values.Length}";
        if (histograms.Count != series.Histograms.Length)
            return $"{series.Labels}: want {histograms.Count} histograms, got {series.Histograms.Length}";
        for (int i = 0; i < floats.Count; i++)
            if (floats[i].Time != series.Timestamps[i] || !Equal(floats[i].Value.Float!.Value, series.Values[i]))
                return $"{series.Labels}: want {floats[i].Value.Float:R} @{floats[i].Time}, got {series.Values[i]:R} @{series.Timestamps[i]}";
        for (int i = 0; i < histograms.Count; i++)
        {
            Histogram want = histograms[i].Value.Histogram!, have = Histogram.From(series.Histograms[i]);
            if (histograms[i].Time != series.HistogramTimestamps[i] || !Equal(want, have, histograms[i].Value.HasHint))
                return $"{series.Labels}: want {Show(want)} @{histograms[i].Time}, got {Show(have)} @{series.HistogramTimestamps[i]}";
        }
        return null;
    }

    private static string Show(Histogram h) =>
        $"{HistogramText.Of(h)} schema {h.Schema} zero {h.ZeroThreshold} bounds [{string.Join(' ', h.Bounds)}] hint {h.Hint}";

    private static bool Equal(Histogram want, Histogram have, bool withHint)
    {
        want = want.Compacted();
        have = have.Compacted();
        return want.Schema == have.Schema && Equal(want.ZeroThreshold, have.ZeroThreshold) && want.Bounds.SequenceEqual(have.Bounds)
            && Equal(want.Count, have.Count) && Equal(want.Sum, have.Sum) && Equal(want.ZeroCount, have.ZeroCount)
            && Equal(want.Positive, have.Positive) && Equal(want.Negative, have.Negative) && (!withHint || want.Hint == have.Hint);
    }

    private static bool Equal(Buckets want, Buckets have)
    {
        if (!want.Indexes.SequenceEqual(have.Indexes)) return false;
        for (int i = 0; i < want.Length; i++)
            if (!Equal(want.Counts[i], have.Counts[i]))
                return false;
        return true;
    }

    private static bool IsSorted(IReadOnlyList<QuerySeries> series)
    {
        for (int i = 1; i < series.Count; i++)
            if (series[i - 1].Labels > series[i].Labels)
                return false;
        return true;
    }

    private static string? Parsing(string literal) => Tocsin.Model.Labels.GoStringLiteral.Unquote(literal);
}
