using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Tocsin.Contracts.Api.Prometheus;
using Tocsin.Engine.Querying;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Model.Storage;

namespace Tocsin.Engine.Endpoints;

/// <summary>Which series, label names and label values there are.</summary>
internal sealed class SeriesEndpoints(ISeriesSource source)
{
    public void Map(ApiRoute routes)
    {
        routes.QueryNotDelete("/series", SeriesAsync);
        routes.Query("/labels", LabelsAsync);
        routes.Get("/label/{name}/values", ValuesAsync);
    }

    private async ValueTask<ApiAnswer> SeriesAsync(ApiRequest request, CancellationToken cancel)
    {
        request.DemandReadable();
        if (request.Texts("match[]").Count == 0) throw new ApiException(ApiErrorType.BadData, "no match[] parameter provided");
        int limit = request.Limit();
        List<SeriesSelector> selectors = Selectors(request, error => ApiException.BadParameter("match[]", error));
        var found = new SortedSet<LabelSet>();
        var warnings = new List<string>();
        foreach (SeriesSelector selector in selectors)
        {
            using ISeriesSelection selection = await source.SelectAsync(selector, cancel).ConfigureAwait(false);
            for (int i = 0; i < selection.Count; i++) found.Add(selection.LabelsAt(i));
            warnings.AddRange(selection.Warnings);
        }
        if (limit > 0 && found.Count > limit) warnings.Add(ApiAnswer.Truncated);
        IEnumerable<LabelSet> shown = limit > 0 ? found.Take(limit) : found;
        return new ApiAnswer(json =>
        {
            json.WriteStartArray();
            foreach (LabelSet labels in shown) ResultWriter.WriteLabels(json, labels);
            json.WriteEndArray();
        })
        { Warnings = warnings };
    }

    private ValueTask<ApiAnswer> LabelsAsync(ApiRequest request, CancellationToken cancel) =>
        NamesAsync(request, selector => source.LabelNamesAsync(selector, cancel));

    private ValueTask<ApiAnswer> ValuesAsync(ApiRequest request, CancellationToken cancel)
    {
        string name = Unescape((string?)request.Http.GetRouteValue("name") ?? "");
        // What is no UTF-8 stands there as it came.
        string raw = request.Http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        if (name.Contains('%') && !raw.Contains("%25", StringComparison.Ordinal) && FormText.Decode(Encoding.UTF8.GetBytes(name), isForm: false, out _) is { } bytes && !Utf8.IsValid(bytes))
            throw new ApiException(ApiErrorType.BadData, $"invalid label name: {QuotedBytes(bytes)}");
        if (name.Length == 0) throw new ApiException(ApiErrorType.BadData, "invalid label name: \"\"");
        return NamesAsync(request, selector => source.LabelValuesAsync(name, selector, cancel));
    }

    private static async ValueTask<ApiAnswer> NamesAsync(ApiRequest request, Func<SeriesSelector, ValueTask<NameList>> read)
    {
        int limit = request.Limit();
        List<SeriesSelector> selectors = Selectors(request, error => new ApiException(ApiErrorType.BadData, error));
        if (selectors.Count == 0) selectors.Add(new SeriesSelector([], Start(request), End(request)));
        var names = new List<string>();
        var warnings = new List<string>();
        foreach (SeriesSelector selector in selectors)
        {
            NameList list = await read(selector).ConfigureAwait(false);
            names.AddRange(list.Names);
            warnings.AddRange(list.Warnings);
        }
        // Each list comes in order of its bytes; only a union must be put in order again.
        if (selectors.Count > 1) names = [.. names.Distinct(StringComparer.Ordinal).OrderBy(Encoding.UTF8.GetBytes, ByteOrder.Instance)];
        bool truncated = limit > 0 && names.Count > limit;
        if (truncated) warnings.Add(ApiAnswer.Truncated);
        int count = truncated ? limit : names.Count;
        return new ApiAnswer(json =>
        {
            json.WriteStartArray();
            for (int i = 0; i < count; i++) json.WriteStringValue(names[i]);
            json.WriteEndArray();
        })
        { Warnings = warnings };
    }

    /// <param name="refusal">Upstream names the parameter on some paths and not on others.</param>
    private static List<SeriesSelector> Selectors(ApiRequest request, Func<string, ApiException> refusal)
    {
        long start = Start(request), end = End(request);
        IReadOnlyList<IReadOnlyList<Matcher>> all = SelectorText.Parse(request.Texts("match[]"), out string error) ?? throw refusal(error);
        return [.. all.Select(matchers => new SeriesSelector(matchers, start, end))];
    }

    private static long Start(ApiRequest request) => request.Time("start", ApiTime.MinTime);

    private static long End(ApiRequest request) => request.Time("end", ApiTime.MaxTime);

    private static string QuotedBytes(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder("\"");
        while (!bytes.IsEmpty)
        {
            bool valid = Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == OperationStatus.Done;
            if (valid) text.Append(LabelText.Quote(rune.ToString())[1..^1]);
            else
                foreach (byte broken in bytes[..length])
                    text.Append(CultureInfo.InvariantCulture, $"\\x{broken:x2}");
            bytes = bytes[length..];
        }
        return text.Append('"').ToString();
    }

    // "U__" opens a name in which _HEX_ stands for a character and __ for an underscore.
    private static string Unescape(string name)
    {
        if (!name.StartsWith("U__", StringComparison.Ordinal)) return name;
        var text = new StringBuilder();
        ReadOnlySpan<char> rest = name.AsSpan(3);
        while (!rest.IsEmpty)
        {
            if (rest[0] != '_')
            {
                text.Append(rest[0]);
                rest = rest[1..];
                continue;
            }
            int close = rest[1..].IndexOf('_');
            if (close == 0) text.Append('_');
            else if (close > 0 && int.TryParse(rest.Slice(1, close), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code) && Rune.IsValid(code))
                text.Append(new Rune(code));
            else return name;
            rest = rest[(close + 2)..];
        }
        return text.ToString();
    }

    private sealed class ByteOrder : IComparer<byte[]>
    {
        public static readonly ByteOrder Instance = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
