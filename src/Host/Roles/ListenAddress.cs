using System.Net;

namespace Tocsin.Host.Roles;

/// <summary>One <c>--web.listen-address</c>: <c>host:port</c>, <c>:port</c> or <c>[v6]:port</c>.</summary>
internal sealed record ListenAddress(IPAddress Address, int Port)
{
    /// <summary>Null when the text is not an address; port 0 asks the system for a free one.</summary>
    public static ListenAddress? Parse(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), out ushort port)) return null;
        string host = text[..colon].Trim('[', ']');
        if (host.Length == 0) return new ListenAddress(IPAddress.Any, port);
        if (host == "localhost") return new ListenAddress(IPAddress.Loopback, port);
        return IPAddress.TryParse(host, out IPAddress? address) ? new ListenAddress(address, port) : null;
    }

    /// <summary>As a person types it into a browser on this machine.</summary>
    public string BrowserHost =>
        (Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any) || IPAddress.IsLoopback(Address) ? "localhost" : new IPEndPoint(Address, 0).ToString()[..^2])
        + (Port == 80 ? "" : $":{Port}");

    public override string ToString() => new IPEndPoint(Address, Port).ToString();
}
