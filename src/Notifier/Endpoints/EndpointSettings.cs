using Tocsin.Model.Matchers;

namespace Tocsin.Notifier.Endpoints;

/// <summary>What the API needs to know of the command line.</summary>
internal sealed record EndpointSettings
{
    public required MatcherSyntax Syntax { get; init; }

    /// <summary>Shown as this member's name.</summary>
    public required string Instance { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>More GET requests than this at once are turned away with 503.</summary>
    public required int MaxConcurrentGets { get; init; }

    /// <summary>Zero is no limit.</summary>
    public TimeSpan RequestTimeout { get; init; }

    public int MaxAlertBytes { get; init; } = 32 * 1024 * 1024;

    public int MaxSilenceBytes { get; init; } = 1024 * 1024;

    /// <summary>Open change streams, all clients together.</summary>
    public int MaxStreams { get; init; } = 256;
}
