using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tocsin.Notifier.Tests.Receivers;

/// <summary>A server on loopback that takes a request and then behaves badly, below what a web server would let it.</summary>
internal sealed class HostileServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private int _connections;

    /// <param name="answer">What to do with a connection once its request has begun; the address is the server's own.</param>
    private HostileServer(Func<Stream, string, CancellationToken, Task> answer)
    {
        _listener.Start();
        Url = $"http://{_listener.LocalEndpoint}/";
        _loop = Task.Run(() => AcceptAsync(answer));
    }

    public string Url { get; }

    public int Connections => _connections;

    /// <summary>Takes everything and says nothing.</summary>
    public static HostileServer Silent() => new((_, _, stop) => Task.Delay(Timeout.Infinite, stop));

    /// <summary>An answer that comes a byte at a time and never ends.</summary>
    public static HostileServer Dripping() => new(async (stream, _, stop) =>
    {
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nX-Slow: "u8.ToArray(), stop);
        while (true)
        {
            await stream.WriteAsync("x"u8.ToArray(), stop);
            await Task.Delay(50, stop);
        }
    });

    /// <summary>Headers as fast as they go, without end.</summary>
    public static HostileServer Endless() => new(async (stream, _, stop) =>
    {
        byte[] header = Encoding.ASCII.GetBytes("X-More: " + new string('x', 4000) + "\r\n");
        await stream.WriteAsync("HTTP/1.1 200 OK\r\n"u8.ToArray(), stop);
        while (true) await stream.WriteAsync(header, stop);
    });

    /// <param name="target">Where to; itself when null.</param>
    public static HostileServer Redirecting(string? target = null) => new(async (stream, self, stop) =>
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 307 Temporary Redirect\r\nLocation: {target ?? self}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), stop));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop;
        _stop.Dispose();
    }

    private async Task AcceptAsync(Func<Stream, string, CancellationToken, Task> answer)
    {
        var open = new List<Task>();
        try
        {
            while (true) open.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token), answer));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
        await Task.WhenAll(open);
    }

    private async Task ServeAsync(Socket socket, Func<Stream, string, CancellationToken, Task> answer)
    {
        Interlocked.Increment(ref _connections);
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await stream.ReadAtLeastAsync(new byte[16 * 1024], 1, throwOnEndOfStream: false, _stop.Token);
            await answer(stream, Url, _stop.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
        }
    }
}
