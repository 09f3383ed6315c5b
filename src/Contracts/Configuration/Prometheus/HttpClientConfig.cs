namespace Tocsin.Contracts.Configuration.Prometheus;

/// <summary>How to call somebody over HTTP. Files of secrets are read at use, so that they can rotate.</summary>
public sealed record HttpClientConfig
{
    public BasicAuthConfig? BasicAuth { get; init; }

    public AuthorizationConfig? Authorization { get; init; }

    public OAuth2Config? OAuth2 { get; init; }

    public TlsConfig Tls { get; init; } = new();

    public bool FollowRedirects { get; init; } = true;

    public bool EnableHttp2 { get; init; } = true;

    /// <summary>Null: no proxy, unless <see cref="ProxyFromEnvironment"/>. May hold a password.</summary>
    public Secret? ProxyUrl { get; init; }

    public string NoProxy { get; init; } = "";

    public bool ProxyFromEnvironment { get; init; }

    public IReadOnlyList<HttpHeaderConfig> Headers { get; init; } = [];
}

/// <summary>User name and password, each given or in a file; an empty file name means given.</summary>
public sealed record BasicAuthConfig(string Username, string UsernameFile, Secret? Password, string PasswordFile);

/// <summary>The Authorization header: a scheme and credentials, given or in a file.</summary>
public sealed record AuthorizationConfig(string Type, Secret? Credentials, string CredentialsFile);

/// <summary>OAuth 2 client credentials.</summary>
public sealed record OAuth2Config(string ClientId, Secret? ClientSecret, string ClientSecretFile, IReadOnlyList<string> Scopes, string TokenUrl)
{
    public IReadOnlyList<KeyValuePair<string, string>> EndpointParams { get; init; } = [];

    public TlsConfig Tls { get; init; } = new();
}

/// <summary>TLS of a client. Certificates and keys are PEM, inline or in files.</summary>
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

    /// <summary><c>TLS10</c> to <c>TLS13</c>; empty: the system's choice.</summary>
    public string MinVersion { get; init; } = "";

    public string MaxVersion { get; init; } = "";
}

/// <summary>An extra request header and its values, plain, secret or in files.</summary>
public sealed record HttpHeaderConfig(string Name, IReadOnlyList<string> Values, IReadOnlyList<Secret> Secrets, IReadOnlyList<string> Files);
