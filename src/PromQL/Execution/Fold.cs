using System.Buffers;

namespace Tocsin.PromQL.Execution;

/// <summary>
/// Aggregates rows into groups, one accumulator for each group and step. One instance per thread; halves are merged. Dispose when nobody reads it
/// any more: the accumulators are many, and the next query uses them again.
/// </summary>
internal abstract class Fold : IDisposable
{
    /// <summary>Begins anew.</summary>
    public abstract void Clear();

    /// <summary>Adds one row to a group.</summary>
    public abstract void Add(int group, ReadOnlySpan<double> row);

    /// <summary>Takes over what another fold of the same shape has gathered.</summary>
    public abstract void Merge(Fold other);

    /// <summary>The result of a group; absent at steps where it had no member.</summary>
    public abstract void Finish(int group, Span<double> row);

    public abstract void Dispose();
}

/// <summary>An accumulator of one group at one step.</summary>
internal interface IAccumulator<TSelf>
    where TSelf : struct, IAccumulator<TSelf>
{
    void Add(double value);

    void Merge(in TSelf other);

    /// <summary>Only asked for when something was added.</summary>
    double Result { get; }

    bool IsEmpty { get; }
}

/// <summary>A fold whose accumulators are structs in one array: the runtime makes a loop of its own for each kind.</summary>
internal sealed class Fold<T> : Fold
    where T : struct, IAccumulator<T>
{
    private readonly int _steps;
    private readonly int _count;
    private T[] _cells;

    public Fold(int groups, int steps)
    {
        _steps = steps;
        _count = checked(groups * steps);
        _cells = ArrayPool<T>.Shared.Rent(_count);
        Clear();
    }

    public override void Clear() => _cells.AsSpan(0, _count).Clear();

    public override void Add(int group, ReadOnlySpan<double> row)
    {
        Span<T> cells = _cells.AsSpan(group * _steps, _steps);
        for (int i = 0; i < row.Length && i < cells.Length; i++)
            if (!Absent.Is(row[i]))
                cells[i].Add(row[i]);
    }

    public override void Merge(Fold other)
    {
        T[] theirs = ((Fold<T>)other)._cells;
        for (int i = 0; i < _count; i++)
            if (!theirs[i].IsEmpty)
                _cells[i].Merge(theirs[i]);
    }

    public override void Finish(int group, Span<double> row)
    {
        Span<T> cells = _cells.AsSpan(group * _steps, _steps);
        for (int i = 0; i < row.Length; i++) row[i] = cells[i].IsEmpty ? Absent.Value : cells[i].Result;
    }

    public override void Dispose()
    {
        T[] cells = Interlocked.Exchange(ref _cells, []);
        if (cells.Length > 0) ArrayPool<T>.Shared.Return(cells);
    }
}
