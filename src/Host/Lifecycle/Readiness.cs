namespace Tocsin.Host.Lifecycle;

/// <summary>Whether the server may be given work: configuration loaded, state read from the database, all roles started, not stopping.</summary>
internal sealed class Readiness
{
    private volatile bool _ready;

    public bool IsReady => _ready;

    public void Set(bool ready) => _ready = ready;
}
