namespace Tocsin.Ingest.Endpoints;

/// <summary>What the composition decides about this service.</summary>
public sealed record IngestOptions
{
    /// <summary>The prometheus.yml to read.</summary>
    public required string ConfigFile { get; init; }

    /// <summary>Refuse the known misplaced settings instead of applying them.</summary>
    public bool StrictConfig { get; init; }

    /// <summary>Take remote write from outside: <c>--web.enable-remote-write-receiver</c>.</summary>
    public bool RemoteWriteReceiver { get; init; }

    /// <summary>Let operators delete series and make snapshots: <c>--web.enable-admin-api</c>.</summary>
    public bool AdminApi { get; init; }

    /// <summary>Serve the other roles of a split system (<see cref="Contracts.Remote.PeerRoutes"/>): without, those routes are not there.</summary>
    public bool ServePeers { get; init; }

    /// <summary>How we are known to users: shown instead of localhost.</summary>
    public Uri? ExternalUrl { get; init; }

    /// <summary>Told to targets in the User-Agent.</summary>
    public string Version { get; init; } = "0.1.0";

    /// <summary>Set apart the scrape moments of servers that watch the same targets.</summary>
    public string ServerName { get; init; } = Environment.MachineName;
}
