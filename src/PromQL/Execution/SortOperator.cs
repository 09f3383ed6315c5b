namespace Tocsin.PromQL.Execution;

/// <summary>sort, sort_desc and their label variants: the order of the rows of an instant query.</summary>
internal sealed class SortOperator(RowOperator inner, SortOperator.Order order, bool dropsHistograms) : RowOperator
{
    internal delegate int Order(SeriesHead left, double leftValue, SeriesHead right, double rightValue);

    private int[] _rows = [];
    private RowTable _table = null!;

    public override async ValueTask OpenAsync(QueryContext context)
    {
        await inner.OpenAsync(context);
        _table = RowTable.Load(inner, 1, context);
        for (int i = 0; dropsHistograms && i < _table.Count; i++) _table[i].DropHistograms();
        // LINQ's sort is stable.
        _rows = [.. Enumerable.Range(0, _table.Count).Order(Comparer<int>.Create(Compare))];
        Heads = Array.ConvertAll(_rows, row => _table.Heads[row]);
    }

    protected override void Fill(int series, Row row, RowScratch scratch) => row.CopyFrom(_table[_rows[series]]);

    /// <summary>By value, NaN last in both directions.</summary>
    public static Order ByValue(bool descending) => (_, left, _, right) =>
    {
        if (double.IsNaN(left) || double.IsNaN(right)) return double.IsNaN(left).CompareTo(double.IsNaN(right));
        return descending ? right.CompareTo(left) : left.CompareTo(right);
    };

    /// <summary>By the values of labels, digits compared as numbers; what is equal in them all, by all labels.</summary>
    public static Order ByLabels(string[] names, bool descending) => (left, _, right, _) =>
    {
        int order = 0;
        for (int i = 0; order == 0 && i < names.Length; i++) order = NaturalOrder.Compare(left.Labels.Get(names[i]), right.Labels.Get(names[i]));
        if (order == 0) order = left.Labels.CompareTo(right.Labels);
        return descending ? -order : order;
    };

    private int Compare(int left, int right) => order(_table.Heads[left], _table[left].Values[0], _table.Heads[right], _table[right].Values[0]);
}
