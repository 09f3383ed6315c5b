using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Tocsin.Contracts.Configuration;

namespace Tocsin.Contracts.Http;

/// <summary>
/// Opens tunnels through a proxy with headers of our own in the CONNECT request (RFC 9110, section 9.3.6), which the platform's client cannot send.
/// </summary>
internal sealed class ProxyTunnel(IWebProxy proxy, IReadOnlyDictionary<string, IReadOnlyList<Secret>> headers)
{
    private const int MaxAnswerBytes = 16 * 1024;

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/> of a client that only speaks TLS to its targets.</summary>
    /// <exception cref="IOException">The proxy refuses.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        DnsEndPoint target = context.DnsEndPoint;
        Uri? hop = proxy.GetProxy(new UriBuilder(Uri.UriSchemeHttps, target.Host, target.Port).Uri);
        Stream stream = await DialAsync(hop?.IdnHost ?? target.Host, hop?.Port ?? target.Port, cancel).ConfigureAwait(false);
        if (hop is null) return stream;
        try
        {
            if (hop.Scheme == Uri.UriSchemeHttps)
            {
                var tls = new SslStream(stream);
                stream = tls;
                await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = hop.IdnHost }, cancel).ConfigureAwait(false);
            }
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Request(hop, target)), cancel).ConfigureAwait(false);
            await ReadAnswerAsync(stream, cancel).ConfigureAwait(false);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async ValueTask<Stream> DialAsync(string host, int port, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancel).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private string Request(Uri hop, DnsEndPoint target)
    {
        string address = (target.Host.Contains(':') ? $"[{target.Host}]" : target.Host) + ":" + target.Port.ToString(CultureInfo.InvariantCulture);
        var request = new StringBuilder($"CONNECT {address} HTTP/1.1\r\nHost: {address}\r\n");
        if (proxy.Credentials?.GetCredential(hop, "Basic") is { UserName.Length: > 0 } user && !headers.ContainsKey("Proxy-Authorization"))
            request.Append("Proxy-Authorization: Basic ").Append(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user.UserName}:{user.Password}"))).Append("\r\n");
        foreach ((string name, IReadOnlyList<Secret> values) in headers)
            foreach (Secret value in values)
                request.Append(name).Append(": ").Append(value.Reveal.ReplaceLineEndings(" ")).Append("\r\n");
        return request.Append("\r\n").ToString();
    }

    // Byte by byte: what follows the empty line belongs to the tunnel.
    private static async ValueTask ReadAnswerAsync(Stream stream, CancellationToken cancel)
    {
        byte[] answer = new byte[MaxAnswerBytes];
        int length = 0;
        while (!answer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            if (length == answer.Length || await stream.ReadAsync(answer.AsMemory(length, 1), cancel).ConfigureAwait(false) == 0)
                throw new IOException("the proxy gave no usable answer to CONNECT");
            length++;
        }
        string status = Encoding.Latin1.GetString(answer, 0, answer.AsSpan(0, length).IndexOf("\r\n"u8));
        string[] words = status.Split(' ');
        if (words.Length < 2 || words[1].Length != 3 || words[1][0] != '2') throw new IOException("the proxy refused the tunnel: " + status);
    }
}
