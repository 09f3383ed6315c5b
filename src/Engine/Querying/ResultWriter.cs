using System.Text.Json;
using Tocsin.Model.Labels;
using Tocsin.PromQL;

namespace Tocsin.Engine.Querying;

/// <summary>Writes what a query gave as the <c>data</c> of the API, straight from columns and label bytes.</summary>
internal static class ResultWriter
{
    /// <param name="limit">Most series to write; 0 is all.</param>
    public static void Write(Utf8JsonWriter json, QueryResult result, int limit)
    {
        json.WriteStartObject();
        json.WriteString("resultType"u8, Name(result.Kind));
        json.WritePropertyName("result"u8);
        switch (result.Kind)
        {
            case ResultKind.Scalar: WriteScalar(json, result); break;
            case ResultKind.String:
                json.WriteStartArray();
                WriteShortTime(json, result.Time);
                json.WriteStringValue(result.StringValue);
                json.WriteEndArray();
                break;
            default: WriteSeries(json, result, limit); break;
        }
        if (result.Statistics is { } statistics) StatisticsJson.Write(json, statistics, result.Operators);
        json.WriteEndObject();
    }

    public static void WriteLabels(Utf8JsonWriter json, LabelSet labels)
    {
        json.WriteStartObject();
        foreach (LabelPair pair in labels)
        {
            if (UpstreamJson.MayNeedHtmlEscapes(pair.Name) || UpstreamJson.MayNeedHtmlEscapes(pair.Value))
                json.WriteString(JsonEncodedText.Encode(pair.Name, UpstreamJson.Labels), JsonEncodedText.Encode(pair.Value, UpstreamJson.Labels));
            else
                json.WriteString(pair.Name, pair.Value);
        }
        json.WriteEndObject();
    }

    /// <summary>Seconds as a JSON number.</summary>
    public static void WriteSeconds(Utf8JsonWriter json, ReadOnlySpan<byte> name, TimeSpan time)
    {
        Span<byte> text = stackalloc byte[SampleText.MaxLength];
        int length = SampleText.Format(time.TotalSeconds, NumberLayout.Sample, text);
        // In JSON an exponent is as short as it can be.
        if (text[..length] is [.., (byte)'e', (byte)'-', (byte)'0', var last])
        {
            text[length - 2] = last;
            length--;
        }
        json.WritePropertyName(name);
        json.WriteRawValue(text[..length], skipInputValidation: true);
    }

    /// <summary>A sample: time, and the value as text.</summary>
    public static void WritePoint(Utf8JsonWriter json, long time, double value)
    {
        // A number needs no escapes: nobody has to look for them.
        Span<byte> text = stackalloc byte[SampleText.MaxLength + 2];
        text[0] = (byte)'"';
        int length = SampleText.Format(value, NumberLayout.Sample, text[1..]);
        text[length + 1] = (byte)'"';
        json.WriteStartArray();
        WriteTime(json, time);
        json.WriteRawValue(text[..(length + 2)], skipInputValidation: true);
        json.WriteEndArray();
    }

    public static void WriteTime(Utf8JsonWriter json, long time)
    {
        Span<byte> text = stackalloc byte[32];
        json.WriteRawValue(text[..SampleText.FormatTime(time, text)], skipInputValidation: true);
    }

    /// <summary>Beside scalars and strings the time is a plain JSON number: no trailing zeros.</summary>
    public static void WriteShortTime(Utf8JsonWriter json, long time)
    {
        Span<byte> text = stackalloc byte[SampleText.MaxLength];
        json.WriteRawValue(text[..SampleText.Format(time / 1000.0, NumberLayout.Fixed, text)], skipInputValidation: true);
    }

    private static void WriteSeries(Utf8JsonWriter json, QueryResult result, int limit)
    {
        int count = limit > 0 ? Math.Min(limit, result.Series.Count) : result.Series.Count;
        json.WriteStartArray();
        for (int i = 0; i < count; i++)
        {
            QuerySeries series = result.Series[i];
            json.WriteStartObject();
            json.WritePropertyName("metric"u8);
            WriteLabels(json, series.Labels);
            if (result.Kind == ResultKind.Vector) WriteOnly(json, series);
            else WriteAll(json, series);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteOnly(Utf8JsonWriter json, QuerySeries series)
    {
        if (series.Histograms.Length > 0)
        {
            json.WritePropertyName("histogram"u8);
            HistogramJson.WritePoint(json, series.HistogramTimestamps[0], series.Histograms[0]);
            return;
        }
        json.WritePropertyName("value"u8);
        WritePoint(json, series.Timestamps[0], series.Values[0]);
    }

    private static void WriteAll(Utf8JsonWriter json, QuerySeries series)
    {
        if (series.Values.Length > 0)
        {
            json.WriteStartArray("values"u8);
            for (int point = 0; point < series.Values.Length; point++) WritePoint(json, series.Timestamps[point], series.Values[point]);
            json.WriteEndArray();
        }
        if (series.Histograms.Length == 0) return;
        json.WriteStartArray("histograms"u8);
        for (int point = 0; point < series.Histograms.Length; point++) HistogramJson.WritePoint(json, series.HistogramTimestamps[point], series.Histograms[point]);
        json.WriteEndArray();
    }

    private static void WriteScalar(Utf8JsonWriter json, QueryResult result)
    {
        Span<byte> text = stackalloc byte[SampleText.MaxLength];
        json.WriteStartArray();
        WriteShortTime(json, result.Time);
        json.WriteStringValue(text[..SampleText.Format(result.ScalarValue, NumberLayout.Fixed, text)]);
        json.WriteEndArray();
    }

    private static string Name(ResultKind kind) => kind switch
    {
        ResultKind.Scalar => "scalar",
        ResultKind.String => "string",
        ResultKind.Vector => "vector",
        _ => "matrix",
    };
}
