using System.Text.Json;
using Tocsin.Model.Samples;
using Tocsin.PromQL;

namespace Tocsin.Engine.Querying;

/// <summary>Native histograms as the API shows them: count, sum, and of each bucket that holds something its ends and count.</summary>
internal static class HistogramJson
{
    /// <summary>A sample: time, and the histogram.</summary>
    public static void WritePoint(Utf8JsonWriter json, long time, NativeHistogram histogram)
    {
        json.WriteStartArray();
        ResultWriter.WriteTime(json, time);
        json.WriteStartObject();
        WriteNumber(json, "count"u8, histogram.Count);
        WriteNumber(json, "sum"u8, histogram.Sum);
        bool open = false;
        foreach (HistogramBucket bucket in HistogramBucket.NonEmpty(histogram))
        {
            if (!open) json.WriteStartArray("buckets"u8);
            open = true;
            json.WriteStartArray();
            json.WriteNumberValue((int)bucket.Ends);
            WriteNumber(json, bucket.Lower);
            WriteNumber(json, bucket.Upper);
            WriteNumber(json, bucket.Count);
            json.WriteEndArray();
        }
        if (open) json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, double value)
    {
        json.WritePropertyName(name);
        WriteNumber(json, value);
    }

    private static void WriteNumber(Utf8JsonWriter json, double value)
    {
        Span<byte> text = stackalloc byte[SampleText.MaxLength];
        json.WriteStringValue(text[..SampleText.Format(value, NumberLayout.Sample, text)]);
    }
}
