namespace Tocsin.PromQL.Execution;

/// <summary>sort, sort_desc and their label variants: the order of the rows of an instant query.</summary>
internal sealed class SortOperator(RowOperator inner, SortOperator.Order order) : RowOperator
{
    internal delegate int Order(SeriesHead left, double leftValue, SeriesHead right, double rightValue);

    private int[] _rows = [];
    private RowTable _table = null!;

    public override async ValueTask OpenAsync(QueryContext context)
    {
        await inner.OpenAsync(context);
        _table = RowTable.Load(inner, 1, context);
        // LINQ's sort is stable.
        _rows = [.. Enumerable.Range(0, _table.Count).Order(Comparer<int>.Create(Compare))];
        Heads = Array.ConvertAll(_rows, row => _table.Heads[row]);
    }

    public override void Read(int series, Span<double> row, RowScratch scratch) => _table[_rows[series]].CopyTo(row);

    /// <summary>By value, NaN last in both directions.</summary>
    public static Order ByValue(bool descending) => (_, left, _, right) =>
    {
        if (double.IsNaN(left) || double.IsNaN(right)) return double.IsNaN(left).CompareTo(double.IsNaN(right));
        return descending ? right.CompareTo(left) : left.CompareTo(right);
    };

    private int Compare(int left, int right) => order(_table.Heads[left], _table[left][0], _table.Heads[right], _table[right][0]);
}
