namespace Tocsin.Tsdb.Head;

/// <summary>Being inside the head: nothing that is looked at meanwhile is given back until this is disposed.</summary>
internal sealed class HeadVisit : IDisposable
{
    private readonly MemoryHead _head;
    private readonly (long States, long Texts) _series;
    private readonly long _chunks;
    private readonly long _files;
    private bool _left;

    public HeadVisit(MemoryHead head)
    {
        _head = head;
        _series = head.Series.Enter();
        _chunks = head.Chunks.Epochs.Enter();
        _files = head.Store.Enter();
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, true)) return;
        _head.Series.Exit(_series);
        _head.Chunks.Epochs.Exit(_chunks);
        _head.Store.Exit(_files);
    }
}
