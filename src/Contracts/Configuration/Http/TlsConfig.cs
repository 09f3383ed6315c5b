using System.Security.Authentication;

namespace Tocsin.Contracts.Configuration.Http;

/// <summary>A <c>tls_config</c> block. Certificates and keys are PEM, inline or in files; a client certificate's files are read anew for every connection.</summary>
public sealed record TlsConfig
{
    public string Ca { get; init; } = "";

    public string CaFile { get; init; } = "";

    public string Cert { get; init; } = "";

    public string CertFile { get; init; } = "";

    public Secret? Key { get; init; }

    public string KeyFile { get; init; } = "";

    /// <summary>Whom the server's certificate must be for; empty: the host called. The transport names the host called in its greeting all the same.</summary>
    public string ServerName { get; init; } = "";

    public bool InsecureSkipVerify { get; init; }

    /// <summary>The versions allowed between <c>min_version</c> and <c>max_version</c>; None leaves it to the system.</summary>
    public SslProtocols Versions { get; init; }
}
