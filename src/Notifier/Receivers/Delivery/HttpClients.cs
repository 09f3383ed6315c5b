using System.Net;
using System.Security.Cryptography.X509Certificates;
using Tocsin.Contracts.Configuration.Alertmanager;

namespace Tocsin.Notifier.Receivers.Delivery;

/// <summary>Makes the client of one integration from its <c>http_config</c>. Each has its own pool, so that one hanging service blocks no other.</summary>
internal static class HttpClients
{
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <exception cref="IOException">A file of <c>tls_config</c> cannot be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It is no certificate.</exception>
    public static HttpClient Create(HttpClientConfig config)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = config.FollowRedirects,
            MaxAutomaticRedirections = 10,
            PooledConnectionLifetime = ConnectionLifetime,
            PooledConnectionIdleTimeout = ConnectionLifetime,
            MaxResponseHeadersLength = 64,
            UseCookies = false,
        };
        ApplyTls(handler, config.Tls);
        ApplyProxy(handler, config.Proxy);
        return new HttpClient(handler)
        {
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestVersion = config.EnableHttp2 ? HttpVersion.Version20 : HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
    }

    private static void ApplyTls(SocketsHttpHandler handler, TlsConfig config)
    {
        var trust = new TlsTrust(config);
        handler.SslOptions.EnabledSslProtocols = config.Versions;
        if (trust.Certificate is { } own) handler.SslOptions.ClientCertificates = new X509CertificateCollection { own };
        if (config.ServerName.Length > 0) handler.SslOptions.TargetHost = config.ServerName;
        if (!trust.IsDefault) handler.SslOptions.RemoteCertificateValidationCallback = trust.Validate("");
    }

    private static void ApplyProxy(SocketsHttpHandler handler, ProxyConfig config)
    {
        handler.UseProxy = config.FromEnvironment || config.Url.Length > 0;
        if (config.Url.Length == 0) return;
        Uri proxy = Uri.TryCreate(config.Url, UriKind.Absolute, out Uri? url) ? url : new Uri("http://" + config.Url);
        string[] bypass = [.. config.NoProxy.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        handler.Proxy = new ProxyWithExceptions(proxy, bypass);
    }

    /// <summary>The exceptions of <c>no_proxy</c>: a name covers what is below it, <c>*</c> everything.</summary>
    private sealed class ProxyWithExceptions(Uri proxy, string[] exceptions) : IWebProxy
    {
        public ICredentials? Credentials { get; set; } = CredentialsOf(proxy);

        public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : proxy;

        public bool IsBypassed(Uri host) => exceptions.Any(name => name == "*"
            || host.Host.Equals(name.TrimStart('.'), StringComparison.OrdinalIgnoreCase)
            || host.Host.EndsWith("." + name.TrimStart('.'), StringComparison.OrdinalIgnoreCase));

        private static NetworkCredential? CredentialsOf(Uri proxy)
        {
            string[] parts = proxy.UserInfo.Split(':', 2);
            return parts.Length == 2 ? new NetworkCredential(Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts[1])) : null;
        }
    }
}
