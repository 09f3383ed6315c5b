using System.Net;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Http;

/// <summary>
/// Reads <c>deny_networks</c>, which is ours: networks that no request may go to, by name or as <c>10.0.0.0/8</c>. Whoever may write URLs into a
/// configuration, or templates that come to one, cannot then reach what is only meant for this machine.
/// </summary>
internal static class FenceReader
{
    private static readonly Dictionary<string, string[]> Named = new(StringComparer.Ordinal)
    {
        ["loopback"] = ["127.0.0.0/8", "::1/128", "0.0.0.0/8", "::/128"],
        ["link_local"] = ["169.254.0.0/16", "fe80::/10"],
        ["private"] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"],
    };

    public static IReadOnlyList<IPNetwork> Read(YamlMap map)
    {
        var networks = new List<IPNetwork>();
        foreach (YamlValue value in map.List("deny_networks"))
        {
            string text = value.AsString();
            if (Named.TryGetValue(text, out string[]? known)) networks.AddRange(known.Select(network => IPNetwork.Parse(network)));
            else if (IPNetwork.TryParse(text, out IPNetwork network)) networks.Add(network);
            else value.Error($"\"{text}\" is no network", "loopback, link_local, private, or an address with its length such as 10.0.0.0/8");
        }
        return networks;
    }
}
