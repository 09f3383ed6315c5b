using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Tocsin.Contracts.Configuration.Alertmanager;

namespace Tocsin.Notifier.Receivers.Delivery;

/// <summary>Whom to trust and who we are, from a <c>tls_config</c>; files are read when it is made.</summary>
internal sealed class TlsTrust
{
    private readonly TlsConfig _config;
    private readonly X509Certificate2Collection? _roots;

    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">It is no certificate, or the key does not fit.</exception>
    public TlsTrust(TlsConfig config)
    {
        _config = config;
        string ca = TextOf(config.Ca, config.CaFile);
        if (ca.Length > 0)
        {
            _roots = [];
            _roots.ImportFromPem(ca);
            if (_roots.Count == 0) throw new CryptographicException("no certificate in ca or ca_file");
        }
        string cert = TextOf(config.Cert, config.CertFile), key = TextOf(config.Key?.Reveal ?? "", config.KeyFile);
        if (cert.Length > 0) Certificate = X509Certificate2.CreateFromPem(cert, key);
    }

    /// <summary>Our own certificate; null when there is none.</summary>
    public X509Certificate2? Certificate { get; }

    public bool IsDefault => _roots is null && Certificate is null && !_config.InsecureSkipVerify && _config.ServerName.Length == 0;

    /// <param name="host">The name that was connected to, when <c>server_name</c> does not say another.</param>
    public RemoteCertificateValidationCallback Validate(string host) => (_, certificate, chain, errors) =>
    {
        if (_config.InsecureSkipVerify) return true;
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)) return false;
        using X509Certificate2 server = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        string name = _config.ServerName.Length > 0 ? _config.ServerName : host;
        if (name.Length > 0 ? !server.MatchesHostname(name) : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) return false;
        return _roots is null ? !errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) : IsIssued(server, chain);
    };

    private bool IsIssued(X509Certificate2 server, X509Chain? given)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_roots!);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (X509ChainElement element in given?.ChainElements.ToArray() ?? []) chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        return chain.Build(server);
    }

    private static string TextOf(string inline, string file) => inline.Length > 0 ? inline : file.Length > 0 ? File.ReadAllText(file) : "";
}
