using Tocsin.Model.Labels;

namespace Tocsin.Tsdb.Head;

/// <summary>Puts series in the order of their labels.</summary>
// Pairs are sorted once, by name and value; then a series is a short row of ranks, and its first two make one number to sort by.
internal static unsafe class SeriesOrder
{
    public static uint[] Sort(SeriesTable series, uint[] slots)
    {
        Dictionary<int, int> ranks = Rank(series, slots);
        var keys = new ulong[slots.Length];
        for (int i = 0; i < slots.Length; i++) keys[i] = KeyOf(series.Find(slots[i]), ranks);
        Array.Sort(keys, slots);
        var byAll = Comparer<uint>.Create((left, right) => Compare(series.Find(left), series.Find(right), ranks));
        for (int from = 0; from < slots.Length;)
        {
            int to = from + 1;
            while (to < slots.Length && keys[to] == keys[from]) to++;
            if (to - from > 1) Array.Sort(slots, from, to - from, byAll);
            from = to;
        }
        return slots;
    }

    private static Dictionary<int, int> Rank(SeriesTable series, uint[] slots)
    {
        var seen = new HashSet<int>();
        foreach (uint slot in slots)
            foreach (int code in new LabelCodes(series.Find(slot)))
                seen.Add(code);
        int[] codes = [.. seen];
        Array.Sort(codes, (left, right) => Compare(series.Pairs[left]->Bytes, series.Pairs[right]->Bytes));
        var ranks = new Dictionary<int, int>(codes.Length);
        for (int i = 0; i < codes.Length; i++) ranks[codes[i]] = i + 1;
        return ranks;
    }

    private static ulong KeyOf(SeriesState* series, Dictionary<int, int> ranks)
    {
        ulong key = 0;
        int taken = 0;
        foreach (int code in new LabelCodes(series))
        {
            key = (key << 32) | (uint)ranks[code];
            if (++taken == 2) return key;
        }
        return key << 32;
    }

    private static int Compare(SeriesState* left, SeriesState* right, Dictionary<int, int> ranks)
    {
        LabelCodes leftCodes = new(left), rightCodes = new(right);
        while (true)
        {
            bool hasLeft = leftCodes.MoveNext(), hasRight = rightCodes.MoveNext();
            if (!hasLeft || !hasRight) return hasLeft.CompareTo(hasRight);
            int order = ranks[leftCodes.Current].CompareTo(ranks[rightCodes.Current]);
            if (order != 0) return order;
        }
    }

    private static int Compare(ReadOnlySpan<byte> leftPair, ReadOnlySpan<byte> rightPair)
    {
        LabelEnumerator left = new(leftPair), right = new(rightPair);
        left.MoveNext();
        right.MoveNext();
        int order = left.Current.Name.SequenceCompareTo(right.Current.Name);
        return order != 0 ? order : left.Current.Value.SequenceCompareTo(right.Current.Value);
    }
}
