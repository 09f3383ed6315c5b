using Tocsin.Contracts.Configuration.Http;
using Tocsin.Model.Relabeling;

namespace Tocsin.Contracts.Configuration.Prometheus;

/// <summary>One entry of <c>remote_write</c>.</summary>
public sealed record RemoteWriteConfig
{
    public required string Url { get; init; }

    public string Name { get; init; } = "";

    /// <summary>Remote write 2.0 instead of 1.0.</summary>
    public bool Version2 { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public IReadOnlyList<RelabelRule> WriteRelabelRules { get; init; } = [];

    public bool SendExemplars { get; init; }

    public bool SendNativeHistograms { get; init; }

    public bool RoundRobinDns { get; init; }

    public QueueConfig Queue { get; init; } = new();

    public MetadataConfig Metadata { get; init; } = new();

    public HttpClientConfig Http { get; init; } = new();
}

/// <summary>How samples wait for a remote endpoint.</summary>
public sealed record QueueConfig
{
    public int Capacity { get; init; } = 10_000;

    public int MinShards { get; init; } = 1;

    public int MaxShards { get; init; } = 50;

    public int MaxSamplesPerSend { get; init; } = 2000;

    public TimeSpan BatchSendDeadline { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan MinBackoff { get; init; } = TimeSpan.FromMilliseconds(30);

    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(5);

    public bool RetryOnHttp429 { get; init; }

    public TimeSpan SampleAgeLimit { get; init; }
}

/// <summary>How metadata is sent to a remote endpoint.</summary>
public sealed record MetadataConfig(bool Send, TimeSpan SendInterval, int MaxSamplesPerSend)
{
    public MetadataConfig() : this(true, TimeSpan.FromMinutes(1), 2000)
    {
    }
}

/// <summary>One entry of <c>remote_read</c>.</summary>
public sealed record RemoteReadConfig
{
    public required string Url { get; init; }

    public string Name { get; init; } = "";

    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> RequiredMatchers { get; init; } = [];

    public bool ReadRecent { get; init; }

    public bool FilterExternalLabels { get; init; } = true;

    /// <summary>Bytes of one frame of a streamed answer.</summary>
    public long ChunkedReadLimit { get; init; } = 50_000_000;

    public HttpClientConfig Http { get; init; } = new();
}
