using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tocsin.Contracts.Api.Alertmanager;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Endpoints;

/// <summary>Answers in JSON, written straight into the response.</summary>
internal static class ApiResponse
{
    private const int FlushBytes = 64 * 1024;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes a small answer whole.</summary>
    public static async Task WriteAsync(HttpContext http, int status, Action<Utf8JsonWriter> write)
    {
        Begin(http, status);
        using (var json = new Utf8JsonWriter((IBufferWriter<byte>)http.Response.BodyWriter, Options)) write(json);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Writes a list item by item, and sends what is written now and then, so that a large answer is never whole in memory.</summary>
    public static async Task WriteListAsync<T>(HttpContext http, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        Begin(http, StatusCodes.Status200OK);
        using var json = new Utf8JsonWriter((IBufferWriter<byte>)http.Response.BodyWriter, Options);
        json.WriteStartArray();
        long flushed = 0;
        foreach (T item in items)
        {
            write(json, item);
            if (json.BytesCommitted + json.BytesPending - flushed < FlushBytes) continue;
            json.Flush();
            flushed = json.BytesCommitted;
            await http.Response.BodyWriter.FlushAsync(http.RequestAborted).ConfigureAwait(false);
        }
        json.WriteEndArray();
        json.Flush();
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Writes a page of a history: its items under <paramref name="name"/>, where the next one begins, and how far back there is anything.</summary>
    public static Task WritePageAsync<T>(HttpContext http, string name, HistoryPage<T> page, HistorySpan span, Action<Utf8JsonWriter, T> write) =>
        WriteAsync(http, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray(name);
            foreach (T item in page.Items) write(json, item);
            json.WriteEndArray();
            json.WriteString("next"u8, page.Next);
            AlertJson.WriteTime(json, "keptSince"u8, span.KeptSince);
            json.WriteEndObject();
        });

    /// <summary>
    /// A fault in our own API: always a JSON text that says what to do. What upstream's schema checks answer with 422 is a bad request like any other here.
    /// </summary>
    public static Task RefuseAsync(HttpContext http, ApiFault fault) => FaultAsync(http, fault with { Code = 0, Status = fault.Status == 422 ? 400 : fault.Status });

    /// <summary>A fault in API v2, in one of upstream's two shapes.</summary>
    public static Task FaultAsync(HttpContext http, ApiFault fault) => WriteAsync(http, fault.Status, json =>
    {
        if (fault.Code == 0)
        {
            json.WriteStringValue(fault.Message);
            return;
        }
        json.WriteStartObject();
        json.WriteNumber("code", fault.Code);
        json.WriteString("message", fault.Message);
        json.WriteEndObject();
    });

    /// <summary>A status without a body.</summary>
    public static Task EmptyAsync(HttpContext http, int status)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    /// <summary>Status and headers of an answer in JSON.</summary>
    public static void Begin(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-store";
    }
}
