using Tocsin.Model.Labels;

namespace Tocsin.Contracts.Configuration.Prometheus;

/// <summary>The ways of one job to find its targets.</summary>
public sealed record DiscoveryConfig
{
    public IReadOnlyList<StaticTargetGroup> Static { get; init; } = [];

    public IReadOnlyList<FileDiscoveryConfig> Files { get; init; } = [];

    /// <summary>Keys of discoveries that are accepted and do nothing yet.</summary>
    public IReadOnlyList<string> NotImplemented { get; init; } = [];
}

/// <summary>Targets (<c>host:port</c>) that share labels; also one entry of a file_sd file.</summary>
public sealed record StaticTargetGroup(IReadOnlyList<string> Targets, LabelSet Labels);

/// <summary>One entry of <c>file_sd_configs</c>; the patterns are absolute, with wildcards in the last element only.</summary>
public sealed record FileDiscoveryConfig(IReadOnlyList<string> Patterns, TimeSpan RefreshInterval);
