using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Tocsin.Contracts.Configuration.Prometheus;

namespace Tocsin.Engine.Alerting.Sending;

/// <summary>Makes the HTTP client for an Alertmanager of its <c>http</c> settings. Files of secrets are read at each request, so they can rotate.</summary>
internal static class AlertmanagerClient
{
    /// <exception cref="IOException">A certificate file cannot be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A certificate is not valid.</exception>
    public static HttpClient Create(HttpClientConfig config)
    {
        var transport = new SocketsHttpHandler
        {
            AllowAutoRedirect = config.FollowRedirects,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(10),
            UseProxy = config.ProxyUrl is not null || config.ProxyFromEnvironment,
        };
        if (config.ProxyUrl is { } proxy) transport.Proxy = new WebProxy(proxy.Reveal);
        Secure(transport, config.Tls);
        return new HttpClient(new AuthorizingHandler(config, transport)) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = 1024 * 1024 };
    }

    private static void Secure(SocketsHttpHandler transport, TlsConfig tls)
    {
        if (tls.ServerName.Length > 0) transport.SslOptions.TargetHost = tls.ServerName;
#pragma warning disable CA5359 // insecure_skip_verify is what the configuration asks for
        if (tls.InsecureSkipVerify) transport.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        string ca = tls.Ca.Length > 0 ? tls.Ca : Read(tls.CaFile);
        if (ca.Length > 0)
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPem(ca);
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(roots);
            transport.SslOptions.CertificateChainPolicy = policy;
        }
        string certificate = tls.Cert.Length > 0 ? tls.Cert : Read(tls.CertFile);
        string key = tls.Key?.Reveal ?? Read(tls.KeyFile);
        if (certificate.Length > 0) transport.SslOptions.ClientCertificates = [X509Certificate2.CreateFromPem(certificate, key)];
    }

    private static string Read(string file) => file.Length == 0 ? "" : File.ReadAllText(file);

    private sealed class AuthorizingHandler(HttpClientConfig config, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (config.BasicAuth is { } basic)
            {
                string user = basic.UsernameFile.Length > 0 ? Secret(basic.UsernameFile) : basic.Username;
                string password = basic.PasswordFile.Length > 0 ? Secret(basic.PasswordFile) : basic.Password?.Reveal ?? "";
                request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
            }
            else if (config.Authorization is { } authorization)
            {
                string credentials = authorization.CredentialsFile.Length > 0 ? Secret(authorization.CredentialsFile) : authorization.Credentials?.Reveal ?? "";
                request.Headers.Authorization = new AuthenticationHeaderValue(authorization.Type, credentials);
            }
            foreach (HttpHeaderConfig header in config.Headers)
                request.Headers.TryAddWithoutValidation(header.Name, header.Values.Concat(header.Secrets.Select(secret => secret.Reveal)).Concat(header.Files.Select(Secret)));
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        private static string Secret(string file) => File.ReadAllText(file).Trim();
    }
}
