using System.Net;

namespace Tocsin.Templating.Rules;

/// <summary>Takes addresses of instances (<c>host:port</c>, <c>[::1]:9090</c>) apart.</summary>
internal static class HostPort
{
    public static string WithoutPort(string address) => TrySplit(address, out string host, out _) ? host : address;

    /// <summary>The first part of the host's name, with the port; an IP address stays whole.</summary>
    public static string WithoutDomain(string address)
    {
        bool split = TrySplit(address, out string host, out string port);
        if (!split) host = address;
        if (IsAddress(host)) return address;
        string first = host.Split('.')[0];
        if (!split || port.Length == 0) return first;
        return first.Contains(':', StringComparison.Ordinal) ? $"[{first}]:{port}" : $"{first}:{port}";
    }

    /// <summary>IPAddress also takes shorthands such as "1", which are names here.</summary>
    private static bool IsAddress(string host) =>
        IPAddress.TryParse(host, out _) && (host.Contains(':', StringComparison.Ordinal) || host.Count(c => c == '.') == 3);

    private static bool TrySplit(string address, out string host, out string port)
    {
        host = port = "";
        int colon = address.LastIndexOf(':');
        if (colon < 0) return false;
        port = address[(colon + 1)..];
        host = address[..colon];
        if (host.StartsWith('['))
        {
            if (!host.EndsWith(']')) return false;
            host = host[1..^1];
            return !host.AsSpan().ContainsAny('[', ']') && !port.AsSpan().ContainsAny('[', ']');
        }
        return !host.AsSpan().ContainsAny(':', '[', ']') && !port.AsSpan().ContainsAny('[', ']');
    }
}
