namespace Tocsin.PromQL;

/// <summary>Lets a bounded number of queries run at once.</summary>
internal sealed class QueryGate(int places) : IDisposable
{
    private readonly SemaphoreSlim _places = new(places, places);

    public int Running => places - _places.CurrentCount;

    /// <exception cref="OperationCanceledException">The query's time was over before its turn came.</exception>
    public Task EnterAsync(CancellationToken cancel) => _places.WaitAsync(cancel);

    public void Leave() => _places.Release();

    public void Dispose() => _places.Dispose();
}
