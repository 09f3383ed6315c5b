using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Tocsin.Contracts.Configuration.Prometheus;

namespace Tocsin.Ingest.Scraping;

/// <summary>Makes the connection pool of a job from its HTTP client settings.</summary>
internal static class HttpHandlers
{
    /// <exception cref="IOException">A certificate file cannot be read.</exception>
    public static SocketsHttpHandler Create(HttpClientConfig config)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = config.FollowRedirects,
            MaxAutomaticRedirections = 10,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(15),
            ConnectTimeout = TimeSpan.FromSeconds(30),
            MaxResponseHeadersLength = 64,
            UseProxy = config.ProxyUrl is not null || config.ProxyFromEnvironment,
        };
        if (config.ProxyUrl is { } proxy) handler.Proxy = new WebProxy(proxy.Reveal) { BypassList = [.. Bypass(config.NoProxy)] };
        handler.SslOptions = Tls(config.Tls);
        return handler;
    }

    private static IEnumerable<string> Bypass(string noProxy) => noProxy
        .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(host => System.Text.RegularExpressions.Regex.Escape(host.TrimStart('.')));

    [SuppressMessage("Security", "CA5359", Justification = "insecure_skip_verify asks for exactly this.")]
    private static SslClientAuthenticationOptions Tls(TlsConfig tls)
    {
        var options = new SslClientAuthenticationOptions { EnabledSslProtocols = Protocols(tls) };
        if (tls.ServerName.Length > 0) options.TargetHost = tls.ServerName;
        if (tls.Cert.Length + tls.CertFile.Length > 0)
            options.LocalCertificateSelectionCallback = (_, _, _, _, _) => ClientCertificate(tls);
        if (tls.InsecureSkipVerify) options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        else if (tls.Ca.Length + tls.CaFile.Length > 0) options.CertificateChainPolicy = OwnRoots(tls);
        return options;
    }

    // Read at each connection, so that certificates can rotate.
    private static X509Certificate2 ClientCertificate(TlsConfig tls) => X509Certificate2.CreateFromPem(
        tls.CertFile.Length > 0 ? File.ReadAllText(tls.CertFile) : tls.Cert,
        tls.KeyFile.Length > 0 ? File.ReadAllText(tls.KeyFile) : tls.Key?.Reveal ?? "");

    private static X509ChainPolicy OwnRoots(TlsConfig tls)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(tls.CaFile.Length > 0 ? File.ReadAllText(tls.CaFile) : tls.Ca);
        return policy;
    }

    [SuppressMessage("Security", "CA5397", Justification = "Old targets may need it; only when the configuration names the version.")]
    [SuppressMessage("Security", "CA5398", Justification = "The configuration names the versions.")]
    private static SslProtocols Protocols(TlsConfig tls)
    {
        if (tls.MinVersion.Length == 0 && tls.MaxVersion.Length == 0) return SslProtocols.None;
#pragma warning disable SYSLIB0039 // TLS 1.0 and 1.1 are asked for by name.
        (string Name, SslProtocols Protocol)[] all = [("TLS10", SslProtocols.Tls), ("TLS11", SslProtocols.Tls11), ("TLS12", SslProtocols.Tls12), ("TLS13", SslProtocols.Tls13)];
#pragma warning restore SYSLIB0039
        var chosen = SslProtocols.None;
        foreach ((string name, SslProtocols protocol) in all)
            if (string.CompareOrdinal(name, tls.MinVersion) >= 0 && (tls.MaxVersion.Length == 0 || string.CompareOrdinal(name, tls.MaxVersion) <= 0))
                chosen |= protocol;
        return chosen;
    }
}
