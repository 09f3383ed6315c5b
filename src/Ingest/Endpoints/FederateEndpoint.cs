using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;
using Tocsin.Model.Time;

namespace Tocsin.Ingest.Endpoints;

/// <summary>
/// <c>/federate</c>: the newest sample of each selected series in the text format, all families untyped, with timestamps. Series without an
/// instance get an empty one, so that a scraper with honor_labels does not put its own there. Native histograms are left out: only protobuf can
/// carry them.
/// </summary>
internal sealed class FederateEndpoint(ISeriesSource series, ISelectorReader selectors, ConfigInUse config, TimeProvider clock)
{
    private const long LookbackMs = 5 * 60 * 1000;

    public async Task AnswerAsync(HttpContext http)
    {
        long now = UnixMilliseconds.Now(clock);
        var found = new Dictionary<LabelSet, (long Time, double Value)>();
        foreach (string? text in http.Request.Query["match[]"])
        {
            if (!selectors.TryRead(text ?? "", out IReadOnlyList<Matcher> matchers, out string error))
            {
                await ProtobufBody.PlainAsync(http, StatusCodes.Status400BadRequest, error).ConfigureAwait(false);
                return;
            }
            // Upstream's index finds nothing for {}.
            if (matchers.Count > 0) await SelectAsync(new SeriesSelector(matchers, now - LookbackMs, now), found, http.RequestAborted).ConfigureAwait(false);
        }
        http.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8; escaping=allow-utf-8";
        await http.Response.WriteAsync(Page(found), http.RequestAborted).ConfigureAwait(false);
    }

    private async ValueTask SelectAsync(SeriesSelector selector, Dictionary<LabelSet, (long Time, double Value)> into, CancellationToken cancel)
    {
        using ISeriesSelection selection = await series.SelectAsync(selector, cancel).ConfigureAwait(false);
        var columns = new SampleColumns();
        for (int i = 0; i < selection.Count; i++)
        {
            selection.Read(i, columns);
            int last = columns.Count - 1;
            if (last < 0 || StaleMarker.Is(columns.Values[last]) || (!columns.Histograms.IsEmpty && columns.Histograms[last] is not null)) continue;
            into[selection.LabelsAt(i)] = (columns.Timestamps[last], columns.Values[last]);
        }
    }

    private string Page(Dictionary<LabelSet, (long Time, double Value)> found)
    {
        LabelSet external = config.Current?.Global.ExternalLabels ?? LabelSet.Empty;
        var page = new StringBuilder();
        string family = "";
        foreach ((LabelSet labels, (long time, double value)) in found.OrderBy(one => one.Key.Get(LabelNames.MetricName), StringComparer.Ordinal).ThenBy(one => one.Key))
        {
            string name = labels.Get(LabelNames.MetricName);
            bool classic = LabelNames.IsClassicMetric(name);
            if (name != family) page.Append(CultureInfo.InvariantCulture, $"# TYPE {(classic ? name : LabelText.Quote(name))} untyped\n");
            family = name;
            page.Append(classic ? name + "{" : "{" + LabelText.Quote(name) + ",");
            AppendLabels(page, labels, external);
            page.Append(CultureInfo.InvariantCulture, $"}} {Number(value)} {time}\n");
        }
        return page.ToString();
    }

    private static void AppendLabels(StringBuilder page, LabelSet labels, LabelSet external)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in external.ToStrings()) all[name] = value;
        foreach ((string name, string value) in labels.ToStrings()) all[name] = value;
        all.TryAdd(LabelNames.Instance, "");
        all.Remove(LabelNames.MetricName);
        page.AppendJoin(',', all.Select(label => LabelText.QuoteNameIfNeeded(label.Key) + "=" + Escape(label.Value)));
    }

    private static string Escape(string value) => "\"" + value
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "\"";

    /// <summary>The fewest digits, with an exponent from a million and below a ten-thousandth.</summary>
    internal static string Number(double value)
    {
        if (double.IsNaN(value)) return "NaN";
        if (double.IsInfinity(value)) return value > 0 ? "+Inf" : "-Inf";
        double size = Math.Abs(value);
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        if (size == 0) return "0";
        if (size >= 1e-4 && size < 1e6) return text;
        string sign = text[0] == '-' ? "-" : "", mantissa = text.TrimStart('-').Split('E')[0].Replace(".", "", StringComparison.Ordinal).Trim('0');
        string power = size.ToString("E16", CultureInfo.InvariantCulture)[^4..];
        int exponent = int.Parse(power, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string rest = mantissa.Length > 1 ? "." + mantissa[1..] : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{mantissa[0]}{rest}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }
}
