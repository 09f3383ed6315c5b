using System.Buffers;
using System.Numerics;

namespace Tocsin.Tsdb.Index;

/// <summary>Set algebra over ascending arrays of series numbers.</summary>
internal static class SlotSets
{
    private const int SortLimit = 4096;

    // A bitmap may take this many bits per entry of the result before sorting is the cheaper way.
    private const int BitsPerEntry = 1024;

    public static uint[] Intersect(ReadOnlySpan<uint> left, ReadOnlySpan<uint> right)
    {
        if (left.Length > right.Length)
        {
            ReadOnlySpan<uint> longer = left;
            left = right;
            right = longer;
        }
        var result = new uint[left.Length];
        int count = 0;
        foreach (uint slot in left)
        {
            right = right[Gallop(right, slot)..];
            if (right.IsEmpty) break;
            if (right[0] == slot) result[count++] = slot;
        }
        return Trim(result, count);
    }

    public static uint[] Subtract(ReadOnlySpan<uint> from, ReadOnlySpan<uint> gone)
    {
        var result = new uint[from.Length];
        int count = 0;
        foreach (uint slot in from)
        {
            gone = gone[Gallop(gone, slot)..];
            if (gone.IsEmpty || gone[0] != slot) result[count++] = slot;
        }
        return Trim(result, count);
    }

    /// <summary>Whether an ascending list has a number of an ascending set.</summary>
    public static bool Overlaps(ReadOnlySpan<uint> list, ReadOnlySpan<uint> set)
    {
        while (!list.IsEmpty && !set.IsEmpty)
        {
            if (list[0] == set[0]) return true;
            if (list[0] < set[0]) list = list[Gallop(list, set[0])..];
            else set = set[Gallop(set, list[0])..];
        }
        return false;
    }

    public static uint[] Union<T>(T postings, List<PostingRef> lists)
        where T : IPostings
    {
        if (lists.Count == 0) return [];
        long total = 0;
        foreach (PostingRef list in lists) total += list.Count;
        var all = new uint[total];
        int filled = 0;
        uint highest = 0;
        foreach (PostingRef list in lists)
        {
            if (list.Count == 0) continue;
            postings.Read(list, all.AsSpan(filled, list.Count));
            filled += list.Count;
            highest = Math.Max(highest, all[filled - 1]);
        }
        if (lists.Count == 1) return all;
        return total <= SortLimit || highest / BitsPerEntry > total ? UnionBySorting(all) : UnionByBits(all, highest);
    }

    private static uint[] UnionBySorting(uint[] all)
    {
        Array.Sort(all);
        int kept = 0;
        foreach (uint slot in all)
            if (kept == 0 || all[kept - 1] != slot)
                all[kept++] = slot;
        return Trim(all, kept);
    }

    // A bit per series beats a heap of cursors as soon as the lists are many: two passes without a comparison.
    private static uint[] UnionByBits(uint[] all, uint highest)
    {
        int words = (int)(highest >> 6) + 1;
        ulong[] bits = ArrayPool<ulong>.Shared.Rent(words);
        bits.AsSpan(0, words).Clear();
        foreach (uint slot in all) bits[slot >> 6] |= 1UL << (int)(slot & 63);
        int count = 0;
        for (int word = 0; word < words; word++)
            for (ulong rest = bits[word]; rest != 0; rest &= rest - 1)
                all[count++] = ((uint)word << 6) + (uint)BitOperations.TrailingZeroCount(rest);
        ArrayPool<ulong>.Shared.Return(bits);
        return Trim(all, count);
    }

    /// <summary>Index of the first entry not below <paramref name="slot"/>, found in steps that double: cheap when it is near.</summary>
    private static int Gallop(ReadOnlySpan<uint> slots, uint slot)
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

    private static uint[] Trim(uint[] slots, int count)
    {
        if (count != slots.Length) Array.Resize(ref slots, count);
        return slots;
    }
}
