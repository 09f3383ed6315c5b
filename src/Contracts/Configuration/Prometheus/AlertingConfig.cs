using Tocsin.Contracts.Configuration.Http;
using Tocsin.Model.Relabeling;

namespace Tocsin.Contracts.Configuration.Prometheus;

/// <summary>The <c>alerting</c> section.</summary>
public sealed record AlertingConfig
{
    /// <summary>Applied to every alert before it is sent anywhere.</summary>
    public IReadOnlyList<RelabelRule> AlertRelabelRules { get; init; } = [];

    public IReadOnlyList<AlertmanagerConfig> Alertmanagers { get; init; } = [];
}

/// <summary>One set of Alertmanagers that alerts are posted to.</summary>
public sealed record AlertmanagerConfig
{
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    public string Scheme { get; init; } = "http";

    public string PathPrefix { get; init; } = "";

    /// <summary>Applied to the Alertmanagers that were found, as to targets.</summary>
    public IReadOnlyList<RelabelRule> RelabelRules { get; init; } = [];

    /// <summary>Applied to alerts for this set only, after those of <see cref="AlertingConfig"/>.</summary>
    public IReadOnlyList<RelabelRule> AlertRelabelRules { get; init; } = [];

    public DiscoveryConfig Discovery { get; init; } = new();

    public HttpClientConfig Http { get; init; } = new();
}
