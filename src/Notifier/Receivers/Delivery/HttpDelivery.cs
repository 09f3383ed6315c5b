using System.Net.Http.Headers;
using System.Text;
using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Http;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Receivers.Delivery;

/// <summary>What came back: a status with the beginning of its body, or a verdict when nothing did.</summary>
internal readonly record struct HttpAnswer(int Status, string ContentType, string Body, DeliveryResult? Failure)
{
    public bool IsSuccess => Failure is null && Status is >= 200 and < 300;
}

/// <summary>
/// One POST of JSON: headers and secrets of the integration's <c>http_config</c>, its time limit, a bounded answer. Whatever goes wrong on the way is
/// a verdict, never an exception; the URL, which often is the secret, is in none of them. Thread-safe.
/// </summary>
internal sealed class HttpDelivery(HttpClientConfig config, TimeSpan timeout, TimeProvider clock)
{
    /// <summary>Receivers know Alertmanager by this name, and some let only it through.</summary>
    private const string UserAgent = "Alertmanager/0.34.0";

    private const int MaxAnswerBytes = 64 * 1024;
    private readonly HttpClient _client = HttpClients.Create(config);

    public async ValueTask<HttpAnswer> PostAsync(string url, string json, string? bearer, CancellationToken cancel)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? target) || target.Scheme is not ("http" or "https"))
            return new HttpAnswer(0, "", "", AttemptVerdict.Final("the URL to send to is not an absolute http or https URL"));
        using CancellationTokenSource limit = timeout > TimeSpan.Zero ? new(timeout, clock) : new();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json)) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
            if (bearer is not null) request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + bearer);
            using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            string body = await ReadAsync(response, either.Token).ConfigureAwait(false);
            return new HttpAnswer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "", Redact(body, target), null);
        }
        catch (OperationCanceledException)
        {
            return new HttpAnswer(0, "", "", AttemptVerdict.Cancelled(cancel.IsCancellationRequested, timeout));
        }
        catch (HttpRequestException e)
        {
            return new HttpAnswer(0, "", "", AttemptVerdict.Network(Explain(e, target)));
        }
        catch (IOException e)
        {
            return new HttpAnswer(0, "", "", AttemptVerdict.Network(e.Message));
        }
    }

    private static async ValueTask<string> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        byte[] buffer = new byte[MaxAnswerBytes];
        Stream stream = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            int length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel).ConfigureAwait(false);
            return Encoding.UTF8.GetString(buffer, 0, length);
        }
    }

    // The innermost reason (refused, no such host, certificate) is what helps; host and port are in it, path and query are not.
    private static string Explain(HttpRequestException e, Uri target)
    {
        return Redact(e.InnerException?.Message ?? e.Message, target);
    }

    // Error pages like to repeat what was asked for.
    private static string Redact(string text, Uri target)
    {
        string redacted = text.Replace(target.OriginalString, "<redacted>", StringComparison.Ordinal);
        return target.PathAndQuery.Length > 3 ? redacted.Replace(target.PathAndQuery, "/<redacted>", StringComparison.Ordinal) : redacted;
    }
}
