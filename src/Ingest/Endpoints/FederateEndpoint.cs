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
internal sealed class FederateEndpoint(ISeriesSource series, ConfigInUse config, TimeProvider clock)
{
    private const long LookbackMs = 5 * 60 * 1000;

    public async Task AnswerAsync(HttpContext http)
    {
        long now = UnixMilliseconds.Now(clock);
        var found = new Dictionary<LabelSet, (long Time, double Value)>();
        foreach (string? text in http.Request.Query["match[]"])
        {
            if (!SelectorText.TryParse(text ?? "", out IReadOnlyList<Matcher> matchers, out string error))
            {
                await ProtobufBody.PlainAsync(http, StatusCodes.Status400BadRequest, error).ConfigureAwait(false);
                return;
            }
            await SelectAsync(new SeriesSelector(matchers, now - LookbackMs, now), found, http.RequestAborted).ConfigureAwait(false);
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

    private static string Number(double value) => double.IsNaN(value) ? "NaN" : double.IsInfinity(value)
        ? value > 0 ? "+Inf" : "-Inf"
        : value.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e');
}
