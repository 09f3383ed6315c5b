namespace Tocsin.Contracts.Configuration.Http;

/// <summary>The proxy to go through: one that is named, or what the environment says, or none.</summary>
public sealed record ProxyConfig
{
    /// <summary>Null: none is named. May hold a password.</summary>
    public Secret? Url { get; init; }

    /// <summary>Hosts to reach directly, separated by commas.</summary>
    public string NoProxy { get; init; } = "";

    public bool FromEnvironment { get; init; }

    public IReadOnlyDictionary<string, IReadOnlyList<Secret>> ConnectHeaders { get; init; } = new Dictionary<string, IReadOnlyList<Secret>>();
}
