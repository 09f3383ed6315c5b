using System.Net;
using System.Net.Security;
using Tocsin.Contracts.Configuration.Http;

namespace Tocsin.Contracts.Http;

/// <summary>
/// Makes HTTP clients of settings. Each has its own connections, so that one hanging service blocks no other. On a redirect, to whatever host, the
/// Authorization header stays behind.
/// </summary>
public static class HttpClients
{
    // After this time a name is looked up and a certificate is shown anew.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>
    /// A client without a time limit of its own. Who it says it is comes with each request: a file that cannot be read, or a token that is not to be
    /// had, then fails the request with <see cref="IOException"/>.
    /// </summary>
    /// <param name="clock">For the age of access tokens; null is the system's.</param>
    /// <exception cref="IOException">A file of <c>tls_config</c> cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file of <c>tls_config</c> may not be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It is no certificate, or the key does not fit.</exception>
    /// <exception cref="UriFormatException">The proxy's URL is none.</exception>
    public static HttpClient Create(HttpClientConfig config, TimeProvider? clock = null)
    {
        HttpMessageHandler transport = Transport(config);
        if (config.OAuth2 is { } oauth) transport = new OAuth2Handler(new OAuth2Tokens(oauth, config.DenyNetworks, clock ?? TimeProvider.System), transport);
        return new HttpClient(new CredentialsHandler(config, transport)) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = 1024 * 1024 };
    }

    private static HttpMessageHandler Transport(HttpClientConfig config)
    {
        IWebProxy? proxy = config.Proxy switch
        {
            { Url: { } url } => new NamedProxy(url, config.Proxy.NoProxy),
            { FromEnvironment: true } => new EnvironmentProxy(Environment.GetEnvironmentVariable),
            _ => null,
        };
        SocketsHttpHandler plain = Sockets(config, proxy);
        if (config.DenyNetworks.Count > 0) plain.ConnectCallback = new NetworkFence(config.DenyNetworks).ConnectAsync;
        if (proxy is null || config.Proxy.ConnectHeaders.Count == 0) return plain;
        SocketsHttpHandler tunnelled = Sockets(config, proxy: null);
        tunnelled.ConnectCallback = new ProxyTunnel(proxy, config.Proxy.ConnectHeaders).ConnectAsync;
        return new SchemeRouter(tunnelled, plain);
    }

    private static SocketsHttpHandler Sockets(HttpClientConfig config, IWebProxy? proxy) => new()
    {
        AllowAutoRedirect = config.FollowRedirects,
        MaxAutomaticRedirections = 10,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(30),
        PooledConnectionLifetime = ConnectionLifetime,
        PooledConnectionIdleTimeout = ConnectionLifetime,
        MaxResponseHeadersLength = 64,
        SslOptions = Tls(config.Tls),
        UseProxy = proxy is not null,
        Proxy = proxy,
    };

    private static SslClientAuthenticationOptions Tls(TlsConfig config)
    {
        var trust = new TlsTrust(config);
        var options = new SslClientAuthenticationOptions { EnabledSslProtocols = config.Versions };
        if (trust.Certificate is not null) options.LocalCertificateSelectionCallback = (_, _, _, _, _) => trust.ReadCertificate()!;
        if (!trust.IsDefault) options.RemoteCertificateValidationCallback = trust.Validate("");
        return options;
    }
}
