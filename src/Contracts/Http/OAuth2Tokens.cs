using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Tocsin.Contracts.Configuration.Http;

namespace Tocsin.Contracts.Http;

/// <summary>
/// Fetches access tokens for client credentials and keeps one until shortly before it expires, or until the secret changes. One fetch at a time; those
/// who wait for it share what it brings. Thread-safe.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A semaphore without a wait handle holds nothing.")]
public sealed class OAuth2Tokens
{
    private const int MaxAnswerBytes = 256 * 1024;
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10), FetchTime = TimeSpan.FromSeconds(30);
    private readonly OAuth2Config _config;
    private readonly HttpClient _client;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile Token? _token;
    private bool _inBody;

    /// <param name="denied">Networks that the token endpoint may not be in.</param>
    /// <exception cref="IOException">A file of its <c>tls_config</c> cannot be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It is no certificate, or the key does not fit.</exception>
    /// <exception cref="UriFormatException">The proxy's URL is none.</exception>
    public OAuth2Tokens(OAuth2Config config, IReadOnlyList<IPNetwork> denied, TimeProvider clock)
    {
        _config = config;
        _clock = clock;
        // The token endpoint has its own proxy and TLS settings.
        _client = HttpClients.Create(new HttpClientConfig { Tls = config.Tls, Proxy = config.Proxy, DenyNetworks = denied });
    }

    /// <exception cref="IOException">There is no token to be had; the text names no secret.</exception>
    public async ValueTask<string> GetAsync(CancellationToken cancel)
    {
        SecretSource? source = IsSigned ? _config.Key : _config.ClientSecret;
        string secret = source is null ? "" : await SecretFile.ReadAsync(source, cancel).ConfigureAwait(false);
        if (Usable(secret) is { } known) return known;
        await _gate.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (Usable(secret) is { } fetched) return fetched;
            _token = await FetchAsync(secret, cancel).ConfigureAwait(false);
            return _token.Text;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>A token that was refused is not used again.</summary>
    public void Forget(string text)
    {
        if (_token?.Text == text) _token = null;
    }

    private string? Usable(string secret) => _token is { } token && token.Secret == secret && _clock.GetUtcNow() < token.Until ? token.Text : null;

    private bool IsSigned => _config.GrantType == OAuth2Config.JwtBearer;

    // The standard has the client's name in a header; servers that only read it from the body are found out once.
    private async Task<Token> FetchAsync(string secret, CancellationToken cancel)
    {
        (int status, string body) = await PostAsync(secret, _inBody, cancel).ConfigureAwait(false);
        if (!IsSigned && status is (400 or 401 or 403))
        {
            (int second, string answer) = await PostAsync(secret, !_inBody, cancel).ConfigureAwait(false);
            if (second is >= 200 and < 300) (status, body, _inBody) = (second, answer, !_inBody);
        }
        if (status is < 200 or >= 300)
            throw new IOException($"oauth2: the token endpoint answered {status}: {Shown(body, secret)} (check client_id, client_secret, scopes and token_url)");
        return Read(body, secret);
    }

    private async Task<(int Status, string Body)> PostAsync(string secret, bool inBody, CancellationToken cancel)
    {
        var form = new List<KeyValuePair<string, string>> { new("grant_type", _config.GrantType) };
        if (IsSigned) form.Add(new("assertion", OAuth2Assertion.Write(_config, secret, _clock.GetUtcNow())));
        else if (_config.Scopes.Count > 0) form.Add(new("scope", string.Join(' ', _config.Scopes)));
        form.AddRange(_config.EndpointParams);
        if (inBody && !IsSigned)
        {
            form.Add(new("client_id", _config.ClientId));
            if (secret.Length > 0) form.Add(new("client_secret", secret));
        }
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var time = new CancellationTokenSource(FetchTime, _clock);
        using CancellationTokenRegistration stop = time.Token.Register(limit.Cancel);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _config.TokenUrl) { Content = new FormUrlEncodedContent(form) };
            if (!inBody && !IsSigned)
                request.Headers.Authorization = new AuthenticationHeaderValue(
                    "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(_config.ClientId)}:{Uri.EscapeDataString(secret)}")));
            using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            return ((int)response.StatusCode, await ReadAsync(response, limit.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new IOException("oauth2: the token endpoint did not answer in time");
        }
        catch (Exception e) when (e is HttpRequestException or UriFormatException or InvalidOperationException)
        {
            throw new IOException("oauth2: the token endpoint cannot be reached: " + (e.InnerException?.Message ?? e.Message), e);
        }
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        byte[] buffer = new byte[MaxAnswerBytes];
        Stream stream = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
            return Encoding.UTF8.GetString(buffer, 0, await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel).ConfigureAwait(false));
    }

    private Token Read(string body, string secret)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(body);
            if (json.RootElement.TryGetProperty("access_token", out JsonElement text) && text.GetString() is { Length: > 0 } token)
                return new Token(token, secret, Until(json.RootElement));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Said below.
        }
        throw new IOException("oauth2: the token endpoint's answer holds no access_token");
    }

    // Numbers come as text from some servers; without one the token has no end that we know of.
    private DateTimeOffset Until(JsonElement answer)
    {
        if (!answer.TryGetProperty("expires_in", out JsonElement written)) return DateTimeOffset.MaxValue;
        bool known = written.ValueKind == JsonValueKind.Number ? written.TryGetDouble(out double seconds) : double.TryParse(written.ToString(), out seconds);
        if (!known || seconds <= 0) return DateTimeOffset.MaxValue;
        return _clock.GetUtcNow() + TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.FromDays(365).TotalSeconds)) - Margin;
    }

    private static string Shown(string body, string secret)
    {
        string text = (body.Length > 256 ? body[..256] + "..." : body).ReplaceLineEndings(" ");
        return secret.Length > 3 ? text.Replace(secret, "<redacted>", StringComparison.Ordinal) : text;
    }

    private sealed record Token(string Text, string Secret, DateTimeOffset Until);
}
