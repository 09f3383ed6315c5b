using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tocsin.Contracts.Api.Prometheus;
using Tocsin.Engine.Querying;

namespace Tocsin.Engine.Endpoints;

/// <summary>What a handler has to say: data written as JSON, with warnings and infos.</summary>
internal sealed record ApiAnswer(Action<Utf8JsonWriter> Data)
{
    public const string Truncated = "results truncated due to limit";

    /// <summary>Not even an envelope: that is what upstream gives to some questions that ask for nothing.</summary>
    public static readonly ApiAnswer Nothing = new(static _ => { });

    public IReadOnlyList<string> Warnings { get; init; } = [];

    public IReadOnlyList<string> Infos { get; init; } = [];

    public async Task WriteAsync(HttpContext http)
    {
        if (ReferenceEquals(this, Nothing))
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        http.Response.ContentType = "application/json";
        using (var json = new Utf8JsonWriter(http.Response.BodyWriter, UpstreamJson.Writer))
            ApiEnvelope.WriteSuccess(json, Data, static (writer, data) => data(writer), Warnings, Infos);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted).ConfigureAwait(false);
    }

    public static async Task WriteErrorAsync(HttpContext http, int status, ApiErrorType type, string message)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        using (var json = new Utf8JsonWriter(http.Response.BodyWriter, UpstreamJson.Writer)) ApiEnvelope.WriteError(json, type, message);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted).ConfigureAwait(false);
    }
}
