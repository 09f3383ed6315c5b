using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Tocsin.Contracts.Bus;

namespace Tocsin.Engine.Alerting.Sending;

/// <summary>Writes a batch as the body of <c>POST /api/v2/alerts</c>.</summary>
internal static class AlertJson
{
    public static void Write(IBufferWriter<byte> body, AlertBatch batch)
    {
        using var json = new Utf8JsonWriter(body);
        json.WriteStartArray();
        foreach (BusAlert alert in batch.Alerts)
        {
            json.WriteStartObject();
            WriteMap(json, "labels", alert.Labels);
            WriteMap(json, "annotations", alert.Annotations);
            if (alert.StartsAt is { } start) json.WriteString("startsAt"u8, Time(start));
            if (alert.EndsAt is { } end) json.WriteString("endsAt"u8, Time(end));
            json.WriteString("generatorURL"u8, alert.GeneratorUrl);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteMap(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> map)
    {
        json.WriteStartObject(name);
        foreach ((string key, string value) in map) json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
