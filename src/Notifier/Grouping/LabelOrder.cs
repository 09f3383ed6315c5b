using Tocsin.Model.Labels;

namespace Tocsin.Notifier.Grouping;

/// <summary>Alertmanager's order of label sets: the smaller set first; of two of a size, the one that lacks the first label they do not share, then by value.</summary>
internal sealed class LabelOrder : IComparer<LabelSet>
{
    public static readonly LabelOrder Instance = new();

    public int Compare(LabelSet? x, LabelSet? y)
    {
        int order = x!.Count.CompareTo(y!.Count);
        if (order != 0) return order;
        LabelEnumerator left = x.GetEnumerator(), right = y.GetEnumerator();
        while (left.MoveNext() && right.MoveNext())
        {
            order = right.Current.Name.SequenceCompareTo(left.Current.Name);
            if (order == 0) order = left.Current.Value.SequenceCompareTo(right.Current.Value);
            if (order != 0) return order;
        }
        return 0;
    }
}
