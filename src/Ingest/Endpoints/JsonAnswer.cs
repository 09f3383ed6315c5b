using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tocsin.Contracts.Api.Prometheus;
using Tocsin.Model.Labels;

namespace Tocsin.Ingest.Endpoints;

/// <summary>Writes answers in the envelope of Prometheus' HTTP API.</summary>
internal static class JsonAnswer
{
    public static Task SuccessAsync<T>(HttpContext http, T state, Action<Utf8JsonWriter, T> data) =>
        WriteAsync(http, 200, json => ApiEnvelope.WriteSuccess(json, state, data));

    public static Task ErrorAsync(HttpContext http, ApiErrorType type, string message) =>
        WriteAsync(http, ApiEnvelope.StatusCode(type), json => ApiEnvelope.WriteError(json, type, message));

    public static Task NotImplementedAsync(HttpContext http, string what) =>
        WriteAsync(http, StatusCodes.Status501NotImplemented, json => ApiEnvelope.WriteError(json, ApiErrorType.Unavailable, what + " is not implemented yet"));

    public static void Labels(Utf8JsonWriter json, string name, LabelSet labels)
    {
        json.WriteStartObject(name);
        foreach (LabelPair pair in labels) json.WriteString(pair.Name, pair.Value);
        json.WriteEndObject();
    }

    private static async Task WriteAsync(HttpContext http, int status, Action<Utf8JsonWriter> write)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        write(json);
        await json.FlushAsync(http.RequestAborted).ConfigureAwait(false);
    }
}
