namespace Tocsin.Tsdb.Compaction;

/// <summary>
/// When many series were added, has what their tables left behind collected. A table grows by making a larger one, and the former ones have lived long enough
/// by then to be found by a full collection only; as series are not on the managed heap, hardly anything ever causes one.
/// </summary>
internal sealed class OutgrownTables(Func<int> seriesCount)
{
    private const int WorthSeries = 20_000;
    private const int WorthPart = 4;

    private int _collectedAt;

    /// <summary>In the background: it takes no longer than what else is on the heap makes it.</summary>
    public void CollectIfMany()
    {
        int count = seriesCount();
        if (count < _collectedAt) _collectedAt = count;
        if (count - _collectedAt < Math.Max(WorthSeries, _collectedAt / WorthPart)) return;
        _collectedAt = count;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
    }
}
