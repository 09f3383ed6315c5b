namespace Tocsin.Contracts.Configuration.Http;

/// <summary>Request headers that belong to the protocol and may not be set by configuration.</summary>
internal static class ReservedHeaders
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "authorization", "host", "content-encoding", "content-length", "content-type", "user-agent", "connection", "keep-alive", "proxy-authenticate",
        "proxy-authorization", "www-authenticate", "accept-encoding", "transfer-encoding", "x-prometheus-remote-write-version",
        "x-prometheus-remote-read-version", "x-prometheus-scrape-timeout-seconds",
    };

    public static bool Contains(string name) => Names.Contains(name);
}
