namespace Tocsin.PromQL.Execution;

/// <summary>
/// Heavy queries compute in turn, as many at a time as there are cores: more of them at once are done no sooner, and each holds its memory for longer.
/// What is not heavy never waits, and nobody waits for long: behind queries that take minutes, a turn comes without their leave.
/// </summary>
internal sealed class QueryTurns(int places, TimeProvider clock) : IDisposable
{
    /// <summary>Series times minutes from which on a query is heavy: 2 million samples at an interval of 15 s, some 30 ms of one core.</summary>
    public const long Heavy = 500_000;

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _places = new(places, places);

    /// <summary>Null: it came without leave, and there is nothing to give back.</summary>
    /// <exception cref="OperationCanceledException"/>
    public async ValueTask<IDisposable?> TakeAsync(CancellationToken cancel)
    {
        if (_places.Wait(0, CancellationToken.None)) return new Turn(_places);
        using var patience = new CancellationTokenSource(Patience, clock);
        using CancellationTokenRegistration end = cancel.UnsafeRegister(static patience => ((CancellationTokenSource)patience!).Cancel(), patience);
        try
        {
            await _places.WaitAsync(patience.Token);
            return new Turn(_places);
        }
        catch (OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            return null;
        }
    }

    public void Dispose() => _places.Dispose();

    private sealed class Turn(SemaphoreSlim places) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0) places.Release();
        }
    }
}
