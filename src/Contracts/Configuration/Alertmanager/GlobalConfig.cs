using Tocsin.Contracts.Configuration.Http;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>
/// The <c>global:</c> block. What receivers inherit from it has already been handed down by the loader; what is left here is asked for by nobody else.
/// </summary>
public sealed record GlobalConfig
{
    public static readonly TimeSpan DefaultResolveTimeout = TimeSpan.FromMinutes(5);

    /// <summary>How long an alert that was posted without an end stays firing after it was last heard of.</summary>
    public TimeSpan ResolveTimeout { get; init; } = DefaultResolveTimeout;

    public HttpClientConfig Http { get; init; } = HttpClientConfig.Default;

    public GlobalSmtpConfig Smtp { get; init; } = new();

    public GlobalSlackConfig Slack { get; init; } = new();

    public ServiceDefaults Services { get; init; } = new();
}

/// <summary>The <c>smtp_*</c> keys of <c>global:</c>.</summary>
public sealed record GlobalSmtpConfig
{
    public string From { get; init; } = "";

    public HostPort? Smarthost { get; init; }

    public string Hello { get; init; } = "localhost";

    public string AuthUsername { get; init; } = "";

    public SecretSource? AuthPassword { get; init; }

    public SecretSource? AuthSecret { get; init; }

    public string AuthIdentity { get; init; } = "";

    public bool RequireTls { get; init; } = true;

    public TlsConfig? Tls { get; init; }

    /// <summary>Null: by port, 465 is implicit.</summary>
    public bool? ForceImplicitTls { get; init; }
}

/// <summary>The <c>slack_*</c> keys of <c>global:</c>.</summary>
public sealed record GlobalSlackConfig
{
    public const string DefaultAppUrl = "https://slack.com/api/chat.postMessage";

    public SecretSource? ApiUrl { get; init; }

    public SecretSource? AppToken { get; init; }

    public string AppUrl { get; init; } = DefaultAppUrl;
}
