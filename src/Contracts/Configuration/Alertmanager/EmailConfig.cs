using Tocsin.Contracts.Configuration.Http;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>An entry of <c>email_configs</c>, with what <c>global:</c> gives filled in.</summary>
public sealed record EmailConfig : IntegrationConfig
{
    public const string DefaultSubject = "{{ template \"email.default.subject\" . }}";
    public const string DefaultHtml = "{{ template \"email.default.html\" . }}";

    public override string Kind => "email";

    /// <summary>A template; several addresses are separated by commas.</summary>
    public required string To { get; init; }

    public required string From { get; init; }

    public required HostPort Smarthost { get; init; }

    public string Hello { get; init; } = "localhost";

    public string AuthUsername { get; init; } = "";

    public SecretSource? AuthPassword { get; init; }

    /// <summary>For CRAM-MD5.</summary>
    public SecretSource? AuthSecret { get; init; }

    public string AuthIdentity { get; init; } = "";

    /// <summary>Ours: an access token takes the place of the password (XOAUTH2); null without.</summary>
    public OAuth2Config? AuthOAuth2 { get; init; }

    /// <summary>Ours: a reply of class 5 is final; otherwise it is tried again, as upstream does.</summary>
    public bool RejectPermanentErrors { get; init; }

    public bool RequireTls { get; init; } = true;

    /// <summary>Null: by port, 465 is implicit.</summary>
    public bool? ForceImplicitTls { get; init; }

    public TlsConfig? Tls { get; init; }

    /// <summary>Names in canonical form (<c>Reply-To</c>), values are templates; as written, without the defaults for Subject, To and From.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>A template; empty for no HTML part.</summary>
    public string Html { get; init; } = DefaultHtml;

    /// <summary>A template; empty for no text part.</summary>
    public string Text { get; init; } = "";

    public EmailThreading Threading { get; init; } = EmailThreading.None;
}

/// <summary>Whether the mails of one group are shown as one thread by mail programs.</summary>
public enum EmailThreading
{
    None,

    /// <summary>One thread for a group.</summary>
    Forever,

    /// <summary>A new thread every day.</summary>
    Daily,
}
