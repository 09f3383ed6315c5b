using System.Text.Json;

namespace Tocsin.Contracts.Api.Prometheus;

/// <summary>The envelope around every JSON answer of Prometheus' HTTP API v1.</summary>
public static class ApiEnvelope
{
    /// <summary>Writes a success; <paramref name="data"/> writes exactly one JSON value.</summary>
    public static void WriteSuccess<T>(
        Utf8JsonWriter json, T state, Action<Utf8JsonWriter, T> data, IReadOnlyList<string>? warnings = null, IReadOnlyList<string>? infos = null)
    {
        json.WriteStartObject();
        json.WriteString("status"u8, "success"u8);
        json.WritePropertyName("data"u8);
        data(json, state);
        WriteTexts(json, "warnings", warnings);
        WriteTexts(json, "infos", infos);
        json.WriteEndObject();
    }

    public static void WriteError(Utf8JsonWriter json, ApiErrorType type, string message)
    {
        json.WriteStartObject();
        json.WriteString("status"u8, "error"u8);
        json.WriteString("errorType"u8, Name(type));
        json.WriteString("error"u8, message);
        json.WriteEndObject();
    }

    /// <summary>The HTTP status that upstream gives with this error.</summary>
    public static int StatusCode(ApiErrorType type) => type switch
    {
        ApiErrorType.BadData => 400,
        ApiErrorType.Execution => 422,
        ApiErrorType.Timeout => 503,
        ApiErrorType.Canceled => 499,
        ApiErrorType.NotFound => 404,
        ApiErrorType.NotAcceptable => 406,
        _ => 500,
    };

    public static string Name(ApiErrorType type) => type switch
    {
        ApiErrorType.BadData => "bad_data",
        ApiErrorType.Execution => "execution",
        ApiErrorType.Timeout => "timeout",
        ApiErrorType.Canceled => "canceled",
        ApiErrorType.Unavailable => "unavailable",
        ApiErrorType.NotFound => "not_found",
        ApiErrorType.NotAcceptable => "not_acceptable",
        _ => "internal",
    };

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string>? texts)
    {
        if (texts is not { Count: > 0 }) return;
        json.WriteStartArray(name);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
