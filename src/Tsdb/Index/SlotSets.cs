using System.Numerics;

namespace Tocsin.Tsdb.Index;

/// <summary>Set algebra over ascending arrays of slots.</summary>
internal static class SlotSets
{
    private const int SortLimit = 4096;

    public static int[] Intersect(ReadOnlySpan<int> left, ReadOnlySpan<int> right)
    {
        if (left.Length > right.Length)
        {
            ReadOnlySpan<int> longer = left;
            left = right;
            right = longer;
        }
        var result = new int[left.Length];
        int count = 0;
        foreach (int slot in left)
        {
            right = right[Gallop(right, slot)..];
            if (right.IsEmpty) break;
            if (right[0] == slot) result[count++] = slot;
        }
        return Trim(result, count);
    }

    public static int[] Subtract(ReadOnlySpan<int> from, ReadOnlySpan<int> gone)
    {
        var result = new int[from.Length];
        int count = 0;
        foreach (int slot in from)
        {
            gone = gone[Gallop(gone, slot)..];
            if (gone.IsEmpty || gone[0] != slot) result[count++] = slot;
        }
        return Trim(result, count);
    }

    public static int[] Union(List<PostingList> lists)
    {
        if (lists.Count == 0) return [];
        if (lists.Count == 1) return lists[0].Slots.ToArray();
        int total = 0, highest = 0;
        foreach (PostingList list in lists)
        {
            total += list.Count;
            if (list.Count > 0) highest = Math.Max(highest, list.Slots[^1]);
        }
        return total <= SortLimit ? UnionBySorting(lists, total) : UnionByBits(lists, total, highest);
    }

    private static int[] UnionBySorting(List<PostingList> lists, int total)
    {
        var all = new int[total];
        int count = 0;
        foreach (PostingList list in lists)
        {
            list.Slots.CopyTo(all.AsSpan(count));
            count += list.Count;
        }
        Array.Sort(all);
        int kept = 0;
        foreach (int slot in all)
            if (kept == 0 || all[kept - 1] != slot)
                all[kept++] = slot;
        return Trim(all, kept);
    }

    // A bit per slot beats a heap of cursors as soon as the lists are many: two passes without a comparison.
    private static int[] UnionByBits(List<PostingList> lists, int total, int highest)
    {
        var bits = new ulong[(highest >> 6) + 1];
        foreach (PostingList list in lists)
            foreach (int slot in list.Slots)
                bits[slot >> 6] |= 1UL << (slot & 63);
        var result = new int[total];
        int count = 0;
        for (int word = 0; word < bits.Length; word++)
            for (ulong rest = bits[word]; rest != 0; rest &= rest - 1)
                result[count++] = (word << 6) + BitOperations.TrailingZeroCount(rest);
        return Trim(result, count);
    }

    /// <summary>Index of the first entry not below <paramref name="slot"/>, found in steps that double: cheap when it is near.</summary>
    private static int Gallop(ReadOnlySpan<int> slots, int slot)
    {
        int step = 1, low = 0;
        while (low + step <= slots.Length && slots[low + step - 1] < slot)
        {
            low += step;
            step <<= 1;
        }
        int high = Math.Min(low + step - 1, slots.Length);
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (slots[middle] < slot) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private static int[] Trim(int[] slots, int count)
    {
        if (count != slots.Length) Array.Resize(ref slots, count);
        return slots;
    }
}
