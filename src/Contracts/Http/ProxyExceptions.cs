using System.Net;

namespace Tocsin.Contracts.Http;

/// <summary>
/// Whom to reach without the proxy, as Go reads <c>no_proxy</c>: a name covers itself and what is below it, one with a leading dot only what is below,
/// an address or a network covers addresses, a port narrows, <c>*</c> is everyone. This machine is never reached through a proxy.
/// </summary>
internal sealed class ProxyExceptions
{
    private readonly List<(string Name, bool OnlyBelow, int Port)> _names = [];
    private readonly List<(IPNetwork Network, int Port)> _networks = [];
    private readonly bool _everyone;

    public ProxyExceptions(string list)
    {
        foreach (string entry in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (entry == "*") _everyone = true;
            else if (IPNetwork.TryParse(entry, out IPNetwork network)) _networks.Add((network, 0));
            else Add(entry);
        }
    }

    public bool Contains(Uri target)
    {
        if (_everyone || target.IsLoopback) return true;
        if (IPAddress.TryParse(target.Host.Trim('[', ']'), out IPAddress? address)) return _networks.Exists(known => known.Network.Contains(address) && Fits(known.Port, target));
        string host = target.IdnHost.TrimEnd('.');
        return _names.Exists(known => Fits(known.Port, target) && (Below(host, known.Name) || (!known.OnlyBelow && host.Equals(known.Name, StringComparison.OrdinalIgnoreCase))));
    }

    private void Add(string entry)
    {
        int colon = entry.LastIndexOf(':'), port = 0;
        bool hasPort = colon > 0 && (entry.IndexOf(':') == colon || entry[colon - 1] == ']') && int.TryParse(entry.AsSpan(colon + 1), out port);
        string host = (hasPort ? entry[..colon] : entry).Trim('[', ']');
        if (IPAddress.TryParse(host, out IPAddress? address)) _networks.Add((new IPNetwork(address, address.GetAddressBytes().Length * 8), port));
        else _names.Add((host.TrimStart('*').TrimStart('.'), host.StartsWith('.') || host.StartsWith("*.", StringComparison.Ordinal), port));
    }

    private static bool Fits(int port, Uri target) => port == 0 || port == target.Port;

    private static bool Below(string host, string name) =>
        host.Length > name.Length && host[^(name.Length + 1)] == '.' && host.EndsWith(name, StringComparison.OrdinalIgnoreCase);
}
