using Yarp.ReverseProxy.Configuration;

namespace Tocsin.Web.Gateway;

/// <summary>
/// Which part of the public API belongs to which role. What Ingest answers is listed; the rest of Prometheus' API is the Engine's; Alertmanager's and
/// our own are the Notifier's.
/// </summary>
internal static class GatewayRoutes
{
    private static readonly string[] Ingest =
    [
        "/api/v1/targets/{**rest}", "/api/v1/metadata", "/api/v1/scrape_pools/{**rest}", "/api/v1/write", "/api/v1/read", "/api/v1/otlp/{**rest}",
        "/api/v1/admin/{**rest}", "/api/v1/status/tsdb/{**rest}", "/api/v1/status/walreplay", "/federate",
    ];

    private static readonly string[] Engine = ["/api/v1/{**rest}"];

    private static readonly string[] EngineOwn = ["/api/tocsin/v1/queries/{**rest}"];

    private static readonly string[] Notifier = ["/api/v2/{**rest}", "/api/tocsin/v1/{**rest}"];

    public static (IReadOnlyList<RouteConfig> Routes, IReadOnlyList<ClusterConfig> Clusters) For(GatewayPeers peers)
    {
        var routes = new List<RouteConfig>();
        var clusters = new List<ClusterConfig>();
        Add("ingest", peers.Ingest, Ingest, order: 1);
        Add("engine", peers.Engine, EngineOwn, order: 0);
        Add("engine", peers.Engine, Engine, order: 2);
        Add("notifier", peers.Notifier, Notifier, order: 1);
        return (routes, clusters);

        void Add(string role, Uri? peer, string[] paths, int order)
        {
            if (peer is null) return;
            if (!clusters.Exists(cluster => cluster.ClusterId == role))
                clusters.Add(new ClusterConfig
                {
                    ClusterId = role,
                    Destinations = new Dictionary<string, DestinationConfig> { [role] = new() { Address = peer.AbsoluteUri } },
                });
            foreach (string path in paths)
                routes.Add(new RouteConfig { RouteId = $"{role} {path}", ClusterId = role, Match = new RouteMatch { Path = path }, Order = order });
        }
    }
}
