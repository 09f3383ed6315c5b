namespace Tocsin.Host.Cli;

/// <summary>
/// Alertmanager's flags for its cluster of gossiping peers. They are taken, so that command lines made for it run, and explained: Notifiers find each other through
/// the database that they share.
/// </summary>
internal static class ClusterFlags
{
    private const string Why = "Not needed here: Notifiers with the same Postgres as --database are a cluster, and find each other through it.";

    public static readonly IReadOnlyList<Flag> All =
    [
        .. new[]
        {
            "listen-address", "advertise-address", "peer", "peer-name", "peer-timeout", "peers-resolve-timeout", "gossip-interval", "pushpull-interval", "tcp-timeout",
            "probe-timeout", "probe-interval", "settle-timeout", "reconnect-interval", "reconnect-timeout", "tls-config", "label",
        }.Select(name => Flag.Text("alertmanager.cluster." + name, "", Why, FlagSupport.NotNeeded)),
        Flag.Switch("alertmanager.cluster.allow-insecure-public-advertise-address-discovery", Why, FlagSupport.NotNeeded),
    ];
}
