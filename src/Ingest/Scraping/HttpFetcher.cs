using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Http;
using Tocsin.Ingest.Discovery;

namespace Tocsin.Ingest.Scraping;

/// <summary>Fetches pages over HTTP with the client settings of one job. Connections are kept between scrapes.</summary>
internal sealed class HttpFetcher(HttpClientConfig config, TimeProvider clock, string version) : ITargetFetcher, IDisposable
{
    /// <summary>What a page may have when no body_size_limit is set: bytes after decompression.</summary>
    public const long HardBodyLimit = 512L * 1024 * 1024;

    // Made at the first scrape, and at the next one again while that fails: what is wrong with a certificate is told by the target it keeps us from.
    private readonly Lazy<HttpClient> _client = new(() => HttpClients.Create(config), LazyThreadSafetyMode.PublicationOnly);

    public async ValueTask<FetchResult> FetchAsync(Target target, ScrapeSettings settings, PageBuffer into, CancellationToken cancel)
    {
        using var timeout = new CancellationTokenSource(target.Timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        try
        {
            using HttpRequestMessage request = Request(target, settings);
            using HttpResponseMessage response = await _client.Value.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
                return new FetchResult(null, $"server returned HTTP status {(int)response.StatusCode} {response.ReasonPhrase}");
            string? contentType = response.Content.Headers.TryGetValues("Content-Type", out IEnumerable<string>? values) ? string.Join(", ", values) : null;
            bool whole = await ReadAsync(response, Limit(settings), into, both.Token).ConfigureAwait(false);
            return whole ? new FetchResult(contentType, "") : new FetchResult(null, "body size limit exceeded", BodyLimitExceeded: true);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new FetchResult(null, $"Get \"{ShownUrl(target)}\": context deadline exceeded");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException or UnauthorizedAccessException or FormatException
            or CryptographicException)
        {
            return new FetchResult(null, $"Get \"{ShownUrl(target)}\": {e.GetBaseException().Message}");
        }
    }

    public void Dispose()
    {
        if (_client.IsValueCreated) _client.Value.Dispose();
    }

    private static string ShownUrl(Target target) => target.Url.OriginalString;

    private static long Limit(ScrapeSettings settings) => settings.Config.Scrape.BodySizeLimit is > 0 and long limit ? limit : HardBodyLimit;

    private HttpRequestMessage Request(Target target, ScrapeSettings settings)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, target.Url);
        request.Headers.TryAddWithoutValidation("Accept", AcceptHeader.For(settings.Config.Scrape));
        request.Headers.TryAddWithoutValidation("Accept-Encoding", settings.Config.EnableCompression ? "gzip" : "identity");
        request.Headers.TryAddWithoutValidation("User-Agent", "Prometheus/" + version);
        request.Headers.TryAddWithoutValidation("X-Prometheus-Scrape-Timeout-Seconds", target.Timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture));
        return request;
    }

    // False when the page is longer than the limit.
    private static async ValueTask<bool> ReadAsync(HttpResponseMessage response, long limit, PageBuffer into, CancellationToken cancel)
    {
        Stream body = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        bool gzip = response.Content.Headers.ContentEncoding.Contains("gzip");
        await using Stream plain = gzip ? new GZipStream(body, CompressionMode.Decompress) : body;
        while (true)
        {
            int read = await plain.ReadAsync(into.Room(), cancel).ConfigureAwait(false);
            if (read == 0) return true;
            into.Advance(read);
            if (into.Length > limit) return false;
        }
    }
}
