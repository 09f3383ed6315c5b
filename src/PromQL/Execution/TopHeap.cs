using System.Runtime.InteropServices;

namespace Tocsin.PromQL.Execution;

/// <summary>
/// The k largest or smallest values of a group at one step: a binary heap with the worst of them at the root. Which of equal values stay is decided by
/// how the heap sifts; it sifts as upstream's does, so that the answers are the same. Not a number is worse than any number.
/// </summary>
internal sealed class TopHeap(RowTable table, bool largest)
{
    // Up to here upstream sorts by insertion.
    private const int MostInserted = 12;

    private readonly List<int> _rows = [];
    private int _step;

    public ReadOnlySpan<int> Rows => CollectionsMarshal.AsSpan(_rows);

    public void Begin(int step)
    {
        _step = step;
        _rows.Clear();
    }

    public void Offer(int row, int most)
    {
        if (_rows.Count < most)
        {
            _rows.Add(row);
            Rise(_rows.Count - 1);
            return;
        }
        double worst = Value(_rows[0]), value = Value(row);
        if (!(largest ? worst < value : worst > value) && !(double.IsNaN(worst) && !double.IsNaN(value))) return;
        _rows[0] = row;
        Sink();
    }

    /// <summary>The best first.</summary>
    public void Sort()
    {
        if (_rows.Count > MostInserted)
        {
            int[] sorted = largest ? [.. _rows.OrderByDescending(Value)] : [.. _rows.OrderBy(row => double.IsNaN(Value(row))).ThenBy(Value)];
            sorted.CopyTo(CollectionsMarshal.AsSpan(_rows));
            return;
        }
        for (int i = 1; i < _rows.Count; i++)
            for (int j = i; j > 0 && IsWorse(j - 1, j); j--)
                Swap(j - 1, j);
    }

    private void Rise(int at)
    {
        for (int parent = (at - 1) / 2; at > 0 && IsWorse(at, parent); at = parent, parent = (at - 1) / 2) Swap(at, parent);
    }

    private void Sink()
    {
        for (int at = 0, child = 1; child < _rows.Count; child = (2 * at) + 1)
        {
            if (child + 1 < _rows.Count && IsWorse(child + 1, child)) child++;
            if (!IsWorse(child, at)) return;
            Swap(child, at);
            at = child;
        }
    }

    private bool IsWorse(int at, int than)
    {
        double value = Value(_rows[at]), other = Value(_rows[than]);
        return double.IsNaN(value) || (largest ? value < other : value > other);
    }

    private double Value(int row) => table[row].Values[_step];

    private void Swap(int left, int right) => (_rows[left], _rows[right]) = (_rows[right], _rows[left]);
}
