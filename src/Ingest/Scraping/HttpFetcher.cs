using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Tocsin.Contracts.Configuration.Prometheus;
using Tocsin.Ingest.Discovery;

namespace Tocsin.Ingest.Scraping;

/// <summary>Fetches pages over HTTP with the client settings of one job. Connections are kept between scrapes.</summary>
internal sealed class HttpFetcher(HttpClientConfig config, TimeProvider clock, string version) : ITargetFetcher, IDisposable
{
    /// <summary>What a page may have when no body_size_limit is set: bytes after decompression.</summary>
    public const long HardBodyLimit = 512L * 1024 * 1024;

    private readonly HttpClient _client = new(HttpHandlers.Create(config)) { Timeout = Timeout.InfiniteTimeSpan };

    public async ValueTask<FetchResult> FetchAsync(Target target, ScrapeSettings settings, PageBuffer into, CancellationToken cancel)
    {
        using var timeout = new CancellationTokenSource(target.Timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        try
        {
            using HttpRequestMessage request = await RequestAsync(target, settings, both.Token).ConfigureAwait(false);
            using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
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
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException or UnauthorizedAccessException or FormatException)
        {
            return new FetchResult(null, $"Get \"{ShownUrl(target)}\": {e.GetBaseException().Message}");
        }
    }

    public void Dispose() => _client.Dispose();

    private static string ShownUrl(Target target) => target.Url.OriginalString;

    private static long Limit(ScrapeSettings settings) => settings.Config.Scrape.BodySizeLimit is > 0 and long limit ? limit : HardBodyLimit;

    private async ValueTask<HttpRequestMessage> RequestAsync(Target target, ScrapeSettings settings, CancellationToken cancel)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, target.Url);
        if (config.EnableHttp2 && target.Url.Scheme == Uri.UriSchemeHttps)
            (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionOrLower);
        request.Headers.TryAddWithoutValidation("Accept", AcceptHeader.For(settings.Config.Scrape));
        request.Headers.TryAddWithoutValidation("Accept-Encoding", settings.Config.EnableCompression ? "gzip" : "identity");
        request.Headers.TryAddWithoutValidation("User-Agent", "Prometheus/" + version);
        request.Headers.TryAddWithoutValidation("X-Prometheus-Scrape-Timeout-Seconds", target.Timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture));
        await AddCredentialsAsync(request, cancel).ConfigureAwait(false);
        foreach (HttpHeaderConfig header in config.Headers)
        {
            foreach (string value in header.Values) request.Headers.TryAddWithoutValidation(header.Name, value);
            foreach (Contracts.Configuration.Secret secret in header.Secrets) request.Headers.TryAddWithoutValidation(header.Name, secret.Reveal);
            foreach (string file in header.Files) request.Headers.TryAddWithoutValidation(header.Name, await ReadSecretAsync(file, cancel).ConfigureAwait(false));
        }
        return request;
    }

    private async ValueTask AddCredentialsAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        if (config.BasicAuth is { } basic)
        {
            string user = basic.UsernameFile.Length > 0 ? await ReadSecretAsync(basic.UsernameFile, cancel).ConfigureAwait(false) : basic.Username;
            string password = basic.PasswordFile.Length > 0 ? await ReadSecretAsync(basic.PasswordFile, cancel).ConfigureAwait(false) : basic.Password?.Reveal ?? "";
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(user + ":" + password)));
        }
        else if (config.Authorization is { } authorization)
        {
            string credentials = authorization.CredentialsFile.Length > 0
                ? await ReadSecretAsync(authorization.CredentialsFile, cancel).ConfigureAwait(false)
                : authorization.Credentials?.Reveal ?? "";
            request.Headers.TryAddWithoutValidation("Authorization", authorization.Type + " " + credentials);
        }
    }

    private static async ValueTask<string> ReadSecretAsync(string file, CancellationToken cancel)
    {
        if (new FileInfo(file).Length > 1024 * 1024) throw new IOException($"{file} is too large for a secret");
        return (await File.ReadAllTextAsync(file, cancel).ConfigureAwait(false)).Trim();
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
