using System.Security.Authentication;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>A <c>tls_config</c> block. PEM stands in the file or in one of its own, which is read anew for every connection pool.</summary>
public sealed record TlsConfig
{
    public string Ca { get; init; } = "";

    public string CaFile { get; init; } = "";

    public string Cert { get; init; } = "";

    public string CertFile { get; init; } = "";

    public Secret? Key { get; init; }

    public string KeyFile { get; init; } = "";

    public string ServerName { get; init; } = "";

    public bool InsecureSkipVerify { get; init; }

    /// <summary>The versions allowed between <c>min_version</c> and <c>max_version</c>; None leaves it to the system.</summary>
    public SslProtocols Versions { get; init; }
}
