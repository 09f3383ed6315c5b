namespace Tocsin.Contracts.Configuration.Http;

/// <summary>What the two files that hold HTTP settings see differently.</summary>
/// <param name="Resolve">A path as the file means it; empty stays empty.</param>
internal sealed record HttpReadOptions(Func<string, string> Resolve)
{
    /// <summary>What <c>enable_http2</c> is when it is absent.</summary>
    public bool Http2 { get; init; } = true;

    /// <summary>Keys that end in <c>_ref</c> are known, and refused for want of a secret manager; otherwise they are unknown.</summary>
    public bool KnowsReferences { get; init; }

    /// <summary>Keys that only we have are known: <c>deny_networks</c>, and secrets in the environment (<c>..._env</c>).</summary>
    public bool KnowsOurs { get; init; }

    /// <summary>The keys of <c>oauth2</c> for other grants than client credentials are known.</summary>
    public bool KnowsGrants { get; init; }
}
