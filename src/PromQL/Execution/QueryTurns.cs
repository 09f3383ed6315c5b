using System.Runtime.CompilerServices;
using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Execution;

/// <summary>
/// Heavy queries compute in turn, one for two cores, since each computes on all of them: more at once are done hardly sooner, hold their memory for longer,
/// and leave less of the cores to rules. What is not heavy never waits, and nobody waits for long: behind queries that take minutes, a turn comes without
/// their leave.
/// </summary>
internal sealed class QueryTurns(int places, TimeProvider clock) : IDisposable
{
    /// <summary>Series times minutes from which on a query is heavy: 2 million samples at an interval of 15 s, some 30 ms of one core.</summary>
    public const long Heavy = 500_000;

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ConditionalWeakTable<Expression, StrongBox<long>> _series = [];
    private readonly SemaphoreSlim _places = new(places, places);

    /// <summary>It was asked before and found so many series that over this many minutes it is heavy: it need not even look for them before its turn.</summary>
    public bool IsKnownHeavy(Expression query, long minutes) => _series.TryGetValue(query, out StrongBox<long>? series) && Volatile.Read(ref series.Value) * minutes >= Heavy;

    public void Remember(Expression query, long series) => Volatile.Write(ref _series.GetOrCreateValue(query).Value, series);

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
