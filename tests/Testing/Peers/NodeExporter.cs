using Tocsin.Testing.Processes;
using Tocsin.Testing.Servers;

namespace Tocsin.Testing.Peers;

/// <summary>A node_exporter that can go down and come back: the real one when it is installed, else a page that looks like one.</summary>
public sealed class NodeExporter : IAsyncDisposable
{
    private readonly string? _program = PeerPrograms.Find("node_exporter");
    private ChildProcess? _process;
    private StandInExporter? _standIn;

    private NodeExporter(int port) => Port = port;

    public int Port { get; }

    public bool IsReal => _program is not null;

    public static async Task<NodeExporter> StartAsync()
    {
        var exporter = new NodeExporter(FreePort.Next());
        await exporter.UpAsync();
        return exporter;
    }

    public async Task UpAsync()
    {
        if (_program is not null) _process = ChildProcess.Start(_program, [$"--web.listen-address=127.0.0.1:{Port}"]);
        else _standIn = await StandInExporter.StartAsync(Port);
    }

    public async Task DownAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        if (_standIn is not null) await _standIn.DisposeAsync();
        _process = null;
        _standIn = null;
    }

    public async ValueTask DisposeAsync() => await DownAsync();
}
