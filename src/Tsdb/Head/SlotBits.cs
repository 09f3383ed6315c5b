using System.Numerics;

namespace Tocsin.Tsdb.Head;

/// <summary>A set of slots, a bit each, in pages that go when they are empty: slots are never used twice. Locked by whoever uses it.</summary>
internal sealed class SlotBits
{
    private const int PageBits = 12;
    private const int WordBits = 6;
    private const int PageWords = 1 << (PageBits - WordBits);

    private ulong[]?[] _pages = new ulong[16][];

    public int Count { get; private set; }

    public void Add(uint slot)
    {
        int page = (int)(slot >> PageBits);
        if (page >= _pages.Length) Array.Resize(ref _pages, Math.Max(page + 1, _pages.Length * 2));
        ref ulong word = ref (_pages[page] ??= new ulong[PageWords])[WordOf(slot)];
        if ((word & BitOf(slot)) == 0) Count++;
        word |= BitOf(slot);
    }

    public void Remove(uint slot)
    {
        int page = (int)(slot >> PageBits);
        if (page >= _pages.Length || _pages[page] is not { } words || (words[WordOf(slot)] & BitOf(slot)) == 0) return;
        words[WordOf(slot)] &= ~BitOf(slot);
        Count--;
        if (!words.ContainsAnyExcept(0UL)) _pages[page] = null;
    }

    /// <summary>Writes all slots, ascending.</summary>
    public void CopyTo(Span<uint> into)
    {
        int count = 0;
        for (int page = 0; page < _pages.Length; page++)
        {
            if (_pages[page] is not { } words) continue;
            for (int i = 0; i < words.Length; i++)
                for (ulong rest = words[i]; rest != 0; rest &= rest - 1)
                    into[count++] = ((uint)page << PageBits) + ((uint)i << WordBits) + (uint)BitOperations.TrailingZeroCount(rest);
        }
    }

    private static int WordOf(uint slot) => (int)(slot >> WordBits) & (PageWords - 1);

    private static ulong BitOf(uint slot) => 1UL << (int)(slot & ((1 << WordBits) - 1));
}
