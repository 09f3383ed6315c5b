using Tocsin.Contracts.Configuration.Http;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>An entry of <c>webhook_configs</c>.</summary>
public sealed record WebhookConfig : IntegrationConfig
{
    public override string Kind => "webhook";

    public HttpClientConfig Http { get; init; } = HttpClientConfig.Default;

    /// <summary>May be a template.</summary>
    public required SecretSource Url { get; init; }

    /// <summary>How many alerts a message may carry; 0 is all.</summary>
    public int MaxAlerts { get; init; }

    /// <summary>Bounds one attempt; zero is no bound of its own.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>Replaces the body; its strings are templates. Null: the standard body.</summary>
    public PayloadNode? Payload { get; init; }
}
