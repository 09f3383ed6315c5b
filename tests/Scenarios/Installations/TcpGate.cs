using System.Net;
using System.Net.Sockets;

namespace Tocsin.Scenarios.Installations;

/// <summary>Stands before a real server so that a story can take it away: as a process that ended (refused), or as a network that swallows everything (silent).</summary>
internal sealed class TcpGate : IAsyncDisposable
{
    private readonly IPEndPoint _target;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Socket> _open = [];
    private readonly Lock _lock = new();
    private TcpListener _listener;
    private volatile bool _silent;

    private TcpGate(IPEndPoint target)
    {
        _target = target;
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync(_listener);
    }

    public int Port { get; }

    public static async Task<TcpGate> BeforeAsync(string host, int port, CancellationToken cancel) =>
        new(new IPEndPoint((await Dns.GetHostAddressesAsync(host, AddressFamily.InterNetwork, cancel))[0], port));

    /// <summary>Connections end and no new ones are taken.</summary>
    public void Refuse()
    {
        _listener.Stop();
        CloseAll();
    }

    /// <summary>Connections stay, and nothing goes through them any more.</summary>
    public void Silence() => _silent = true;

    public void Open()
    {
        if (_silent)
        {
            _silent = false;
            CloseAll();
            return;
        }
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _ = AcceptAsync(_listener);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        CloseAll();
        _stop.Dispose();
    }

    private void CloseAll()
    {
        lock (_lock)
        {
            foreach (Socket socket in _open) socket.Dispose();
            _open.Clear();
        }
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true) _ = ServeAsync(await listener.AcceptSocketAsync(_stop.Token));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(Socket client)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        lock (_lock) _open.AddRange([client, server]);
        try
        {
            await server.ConnectAsync(_target, _stop.Token);
            await Task.WhenAny(PumpAsync(client, server), PumpAsync(server, client));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
        }
        client.Dispose();
        server.Dispose();
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            for (int read; (read = await from.ReceiveAsync(buffer, _stop.Token)) > 0;)
            {
                while (_silent) await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, _stop.Token);
                await to.SendAsync(buffer.AsMemory(0, read), _stop.Token);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
        }
    }
}
