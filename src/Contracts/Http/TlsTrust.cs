using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Tocsin.Contracts.Configuration.Http;

namespace Tocsin.Contracts.Http;

/// <summary>Whom to trust and who we are, from a <c>tls_config</c>; files are read when it is made, and again when they have changed.</summary>
public sealed class TlsTrust
{
    private readonly TlsConfig _config;
    private volatile Roots? _roots;

    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">It is no certificate, or the key does not fit.</exception>
    public TlsTrust(TlsConfig config)
    {
        _config = config;
        if (config.Ca.Length + config.CaFile.Length > 0) _roots = ReadRoots();
        Certificate = ReadCertificate();
    }

    /// <summary>Our own certificate, as it was when this was made; null when there is none.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>Our own certificate as it is now, for it may have been renewed; null when there is none.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">It is no certificate, or the key does not fit.</exception>
    public X509Certificate2? ReadCertificate()
    {
        string cert = TextOf(_config.Cert, _config.CertFile);
        return cert.Length > 0 ? X509Certificate2.CreateFromPem(cert, TextOf(_config.Key?.Reveal ?? "", _config.KeyFile)) : null;
    }

    /// <summary>Whether the system alone decides whom to trust.</summary>
    public bool IsDefault => _roots is null && Certificate is null && !_config.InsecureSkipVerify && _config.ServerName.Length == 0;

    /// <summary>What decides about the certificate of a server.</summary>
    /// <param name="host">The name that was connected to, when <c>server_name</c> does not say another; empty where the connection itself knows.</param>
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
        chain.ChainPolicy.CustomTrustStore.AddRange(CurrentRoots());
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (X509ChainElement element in given?.ChainElements.ToArray() ?? []) chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        return chain.Build(server);
    }

    // A bundle that was renewed counts from the next connection on; one that is being written at this moment does not count yet.
    private X509Certificate2Collection CurrentRoots()
    {
        Roots roots = _roots!;
        if (_config.CaFile.Length == 0 || Stamp() == roots.Stamp) return roots.Certificates;
        try
        {
            _roots = roots = ReadRoots();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            // The earlier ones are still what was last trusted.
        }
        return roots.Certificates;
    }

    private Roots ReadRoots()
    {
        (DateTime, long) stamp = Stamp();
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(TextOf(_config.Ca, _config.CaFile));
        if (certificates.Count == 0) throw new CryptographicException("no certificate in ca or ca_file");
        return new Roots(certificates, stamp);
    }

    private (DateTime Written, long Length) Stamp()
    {
        var file = new FileInfo(_config.CaFile.Length > 0 ? _config.CaFile : "/");
        return (file.LastWriteTimeUtc, file is { Exists: true } ? file.Length : 0);
    }

    private sealed record Roots(X509Certificate2Collection Certificates, (DateTime Written, long Length) Stamp);

    private static string TextOf(string inline, string file) => inline.Length > 0 ? inline : file.Length > 0 ? File.ReadAllText(file) : "";
}
