using System.Net.Http.Headers;
using System.Text;
using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Http;

namespace Tocsin.Notifier.Receivers.Delivery;

/// <summary>
/// Calls of one integration: headers and secrets of its <c>http_config</c>, its time limit, a bounded answer. Whatever goes wrong on the way is
/// a verdict, never an exception; the URL, which often is the secret, is in none of them. Thread-safe.
/// </summary>
internal sealed class HttpDelivery(HttpClientConfig config, TimeSpan timeout, TimeProvider clock)
{
    private const int MaxAnswerBytes = 64 * 1024;
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMinutes(15);

    // Headers may come at the last moment of the flush, and then a body that never ends.
    private static readonly TimeSpan BodyTime = TimeSpan.FromSeconds(30);

    private readonly HttpClient _client = HttpClients.Create(config, clock);

    public async ValueTask<HttpAnswer> SendAsync(HttpCall call, CancellationToken cancel)
    {
        if (!Uri.TryCreate(call.Url, UriKind.Absolute, out Uri? target) || target.Scheme is not ("http" or "https"))
            return HttpAnswer.Failed(AttemptVerdict.Final("the URL to send to is not an absolute http or https URL"));
        using CancellationTokenSource limit = timeout > TimeSpan.Zero ? new(timeout, clock) : new();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            using HttpRequestMessage request = Request(call, target);
            using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            string body = await ReadAsync(response, either.Token).ConfigureAwait(false);
            string type = response.Content.Headers.ContentType?.MediaType ?? "";
            return new HttpAnswer((int)response.StatusCode, type, Redact(Redact(body, target, call), request), null) { RetryAfter = RetryAfter(response) };
        }
        catch (OperationCanceledException)
        {
            return HttpAnswer.Failed(AttemptVerdict.Cancelled(cancel.IsCancellationRequested, timeout));
        }
        catch (HttpRequestException e)
        {
            // The innermost reason (refused, no such host, certificate) is what helps; host and port are in it, path and query are not.
            return HttpAnswer.Failed(AttemptVerdict.Network(Redact(e.InnerException?.Message ?? e.Message, target, call)));
        }
        catch (IOException e)
        {
            return HttpAnswer.Failed(AttemptVerdict.Network(Redact(e.Message, target, call)));
        }
    }

    private static HttpRequestMessage Request(HttpCall call, Uri target)
    {
        var request = new HttpRequestMessage(call.Method, target);
        if (call.Body is { } body) request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        else if (call.ContentType.Length > 0 && call.Method != HttpMethod.Get) request.Content = new ByteArrayContent([]);
        if (request.Content is { } content && call.ContentType.Length > 0) content.Headers.ContentType = MediaTypeHeaderValue.Parse(call.ContentType);
        if (call.UserAgent.Length > 0) request.Headers.TryAddWithoutValidation("User-Agent", call.UserAgent);
        foreach ((string name, string value) in call.Headers) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    // What comes too slowly, or is too long, is cut: the status has said what matters.
    private async ValueTask<string> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        byte[] buffer = new byte[MaxAnswerBytes];
        int length = 0;
        using var patience = new CancellationTokenSource(BodyTime, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
        try
        {
            Stream stream = await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                int read;
                while (length < buffer.Length && (read = await stream.ReadAsync(buffer.AsMemory(length), either.Token).ConfigureAwait(false)) > 0) length += read;
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            // What is there is what there is.
        }
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        TimeSpan? wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - clock.GetUtcNow(),
            _ => null,
        };
        return wait is not { } time || time <= TimeSpan.Zero ? null : time < MaxRetryAfter ? time : MaxRetryAfter;
    }

    // What http_config added on the way: credentials, tokens, headers whose values are secrets.
    private string Redact(string text, HttpRequestMessage request)
    {
        string redacted = text;
        if (request.Headers.NonValidated.TryGetValues("Authorization", out HeaderStringValues sent))
            foreach (string value in sent)
                redacted = Hide(redacted, value[(value.IndexOf(' ') + 1)..]);
        foreach (HttpHeaderConfig header in config.Headers.Where(header => header.Secrets.Count + header.Files.Count > 0))
            if (request.Headers.NonValidated.TryGetValues(header.Name, out HeaderStringValues values))
                redacted = values.Aggregate(redacted, Hide);
        return redacted;
    }

    private static string Hide(string text, string secret) => secret.Length > 3 ? text.Replace(secret, "<redacted>", StringComparison.Ordinal) : text;

    // Error pages like to repeat what was asked for.
    private static string Redact(string text, Uri target, HttpCall call)
    {
        string redacted = text.Replace(target.OriginalString, "<redacted>", StringComparison.Ordinal);
        if (target.PathAndQuery.Length > 3)
        {
            redacted = redacted.Replace(target.PathAndQuery, "/<redacted>", StringComparison.Ordinal);
            redacted = redacted.Replace(Uri.UnescapeDataString(target.PathAndQuery), "/<redacted>", StringComparison.Ordinal);
        }
        if (target.AbsolutePath.Length > 3) redacted = redacted.Replace(target.AbsolutePath, "/<redacted>", StringComparison.Ordinal);
        return call.Secrets.Aggregate(redacted, Hide);
    }
}
