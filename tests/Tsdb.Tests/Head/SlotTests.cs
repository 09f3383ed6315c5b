using Tocsin.Tsdb.Head;

namespace Tocsin.Tsdb.Tests.Head;

/// <summary>The tables by slot and by number in the log, against what .NET has for it.</summary>
public sealed unsafe class SlotTests
{
    [Fact]
    public void A_set_of_slots_holds_what_was_added_in_order()
    {
        var random = new Random(8);
        var bits = new SlotBits();
        var expected = new SortedSet<uint>();
        for (int i = 0; i < 20_000; i++)
        {
            uint slot = (uint)random.Next(1, i < 10_000 ? 30_000 : 200_000);
            if (random.Next(3) == 0)
            {
                bits.Remove(slot);
                expected.Remove(slot);
            }
            else
            {
                bits.Add(slot);
                expected.Add(slot);
            }
            Assert.Equal(expected.Count, bits.Count);
        }
        foreach (uint slot in expected.Where(slot => slot < 10_000).ToArray())
        {
            bits.Remove(slot);
            expected.Remove(slot);
        }
        var slots = new uint[bits.Count];
        bits.CopyTo(slots);
        Assert.Equal(expected, slots);
    }

    [Fact]
    public void Series_are_found_by_any_number_the_log_may_give_them()
    {
        var random = new Random(9);
        var series = new SeriesByReference();
        var expected = new Dictionary<ulong, nint>();
        Assert.True(series.Find(0) is null);
        for (int i = 1; i < 5000; i++)
        {
            ulong reference = random.Next(3) == 0 ? (ulong)random.NextInt64() : (ulong)i;
            series.Set(reference, (SeriesState*)i);
            expected[reference] = i;
            ulong other = (ulong)random.Next(6000);
            Assert.Equal(expected.GetValueOrDefault(other), (nint)series.Find(other));
        }
        Assert.All(expected, entry => Assert.Equal(entry.Value, (nint)series.Find(entry.Key)));
        Assert.True(series.Find(ulong.MaxValue) is null);
    }
}
