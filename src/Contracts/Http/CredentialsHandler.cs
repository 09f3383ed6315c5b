using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Http;

namespace Tocsin.Contracts.Http;

/// <summary>Says who we are: adds credentials and headers to each request, secrets in files read now. A request that has its own Authorization keeps it.</summary>
internal sealed class CredentialsHandler(HttpClientConfig config, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <exception cref="IOException">A secret's file cannot be read.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (config.EnableHttp2 && request.RequestUri?.Scheme == Uri.UriSchemeHttps)
            (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionOrLower);
        if (!request.Headers.Contains("Authorization")) await AuthorizeAsync(request, cancellationToken).ConfigureAwait(false);
        foreach (HttpHeaderConfig header in config.Headers)
        {
            foreach (string value in header.Values) Add(request, header.Name, value);
            foreach (Secret secret in header.Secrets) Add(request, header.Name, secret.Reveal);
            foreach (string file in header.Files) Add(request, header.Name, await ReadAsync(file, cancellationToken).ConfigureAwait(false));
        }
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask AuthorizeAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        if (config.BasicAuth is { } basic)
        {
            string user = basic.UsernameFile.Length > 0 ? await ReadAsync(basic.UsernameFile, cancel).ConfigureAwait(false) : basic.Username;
            string password = basic.Password is null ? "" : await SecretFile.ReadAsync(basic.Password, cancel).ConfigureAwait(false);
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        }
        else if (config.Authorization is { } authorization)
        {
            string credentials = authorization.Credentials is null ? "" : await SecretFile.ReadAsync(authorization.Credentials, cancel).ConfigureAwait(false);
            request.Headers.TryAddWithoutValidation("Authorization", authorization.Type + " " + credentials);
        }
    }

    private static ValueTask<string> ReadAsync(string file, CancellationToken cancel) => SecretFile.ReadAsync(new SecretSource(null, file), cancel);

    // Headers of the body stand elsewhere.
    private static void Add(HttpRequestMessage request, string name, string value)
    {
        if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
    }
}
