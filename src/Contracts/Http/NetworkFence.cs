using System.Net;
using System.Net.Sockets;

namespace Tocsin.Contracts.Http;

/// <summary>
/// Makes connections, but none into the networks that are denied. Names are judged by the addresses they come to at the moment of connecting, so
/// neither a redirect nor a name that changes its mind gets past.
/// </summary>
internal sealed class NetworkFence(IReadOnlyList<IPNetwork> denied)
{
    // 64:ff9b::/96 holds IPv4 addresses, and so do 2002::/16 (bytes 2 to 5) and mapped ones.
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96"), SixToFour = IPNetwork.Parse("2002::/16");

    public bool Denies(IPAddress address)
    {
        IPAddress plain = Plain(address);
        foreach (IPNetwork network in denied)
            if (network.Contains(plain) || network.Contains(address))
                return true;
        return false;
    }

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        DnsEndPoint target = context.DnsEndPoint;
        IPAddress[] addresses = IPAddress.TryParse(target.Host, out IPAddress? literal) ? [literal] : await Dns.GetHostAddressesAsync(target.Host, cancel).ConfigureAwait(false);
        IPAddress[] allowed = [.. addresses.Where(address => !Denies(address))];
        if (allowed.Length == 0) throw new IOException($"{target.Host} is in a network that deny_networks forbids");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, target.Port, cancel).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static IPAddress Plain(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        byte[] bytes = address.GetAddressBytes();
        if (Translated.Contains(address)) return new IPAddress(bytes.AsSpan(12, 4));
        return SixToFour.Contains(address) ? new IPAddress(bytes.AsSpan(2, 4)) : address;
    }
}
