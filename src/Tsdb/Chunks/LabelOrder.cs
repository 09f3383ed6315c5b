using Tocsin.Model.Labels;

namespace Tocsin.Tsdb.Chunks;

/// <summary>The order of series in a block: label by label, name before value. Not the order of the canonical bytes, where lengths come first.</summary>
internal static class LabelOrder
{
    public static int Compare(ReadOnlySpan<byte> leftBlob, ReadOnlySpan<byte> rightBlob)
    {
        LabelEnumerator left = new(leftBlob), right = new(rightBlob);
        while (true)
        {
            bool hasLeft = left.MoveNext(), hasRight = right.MoveNext();
            if (!hasLeft || !hasRight) return hasLeft.CompareTo(hasRight);
            int order = left.Current.Name.SequenceCompareTo(right.Current.Name);
            if (order == 0) order = left.Current.Value.SequenceCompareTo(right.Current.Value);
            if (order != 0) return order;
        }
    }
}
