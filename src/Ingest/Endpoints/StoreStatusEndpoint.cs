using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tocsin.Contracts.Api.Prometheus;
using Tocsin.Model.Storage;

namespace Tocsin.Ingest.Endpoints;

/// <summary><c>/api/v1/status/tsdb</c>, <c>/api/v1/status/tsdb/blocks</c> and <c>/api/v1/status/walreplay</c>: what the store holds.</summary>
internal sealed class StoreStatusEndpoint(IStoreAdmin? store)
{
    private const int DefaultLimit = 10;
    private const int MostEntries = 10_000;

    public Task StatusAsync(HttpContext http)
    {
        if (store is null) return NoStoreAsync(http);
        string text = http.Request.Query["limit"].ToString();
        int limit = DefaultLimit;
        if (text.Length > 0 && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit < 1))
            return JsonAnswer.ErrorAsync(http, ApiErrorType.BadData, "limit must be a positive number");
        return JsonAnswer.SuccessAsync(http, store.Status(Math.Min(limit, MostEntries)), Write);
    }

    public Task BlocksAsync(HttpContext http) => store is null ? NoStoreAsync(http) : JsonAnswer.SuccessAsync(http, store.BlockDescriptions(), (json, blocks) =>
    {
        json.WriteStartObject();
        json.WriteStartArray("blocks"u8);
        foreach (ReadOnlyMemory<byte> block in blocks)
        {
            using JsonDocument description = JsonDocument.Parse(block);
            description.RootElement.WriteTo(json);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });

    public Task ReplayAsync(HttpContext http) => store is null ? NoStoreAsync(http) : JsonAnswer.SuccessAsync(http, store.Replay, (json, replay) =>
    {
        json.WriteStartObject();
        json.WriteNumber("min"u8, replay.First);
        json.WriteNumber("max"u8, replay.Last);
        json.WriteNumber("current"u8, replay.Current);
        json.WriteEndObject();
    });

    private static Task NoStoreAsync(HttpContext http) => JsonAnswer.ErrorAsync(http, ApiErrorType.Unavailable, "this process has no store of its own");

    private static void Write(Utf8JsonWriter json, StoreStatus status)
    {
        json.WriteStartObject();
        json.WriteStartObject("headStats"u8);
        json.WriteNumber("numSeries"u8, status.Series);
        json.WriteNumber("numLabelPairs"u8, status.LabelPairs);
        json.WriteNumber("chunkCount"u8, status.Chunks);
        json.WriteNumber("minTime"u8, status.MinTime);
        json.WriteNumber("maxTime"u8, status.MaxTime);
        json.WriteEndObject();
        Figures("seriesCountByMetricName", status.SeriesByMetric);
        Figures("labelValueCountByLabelName", status.ValuesByLabel);
        Figures("memoryInBytesByLabelName", status.BytesByLabel);
        Figures("seriesCountByLabelValuePair", status.SeriesByPair);
        json.WriteEndObject();

        void Figures(string name, IReadOnlyList<StoreFigure> figures)
        {
            json.WriteStartArray(name);
            foreach (StoreFigure figure in figures)
            {
                json.WriteStartObject();
                json.WriteString("name"u8, figure.Name);
                json.WriteNumber("value"u8, figure.Value);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
    }
}
