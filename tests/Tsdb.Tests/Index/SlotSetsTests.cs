using CsCheck;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Tests.Index;

public sealed class SlotSetsTests
{
    private static readonly Gen<int[]> Set = Gen.Int[1, 300].Array[0, 120].Select(slots => slots.Distinct().Order().ToArray());

    [Fact]
    public void Intersection_and_subtraction_are_those_of_sets() => Gen.Select(Set, Set).Sample((left, right) =>
    {
        Assert.Equal(left.Intersect(right).Order(), SlotSets.Intersect(left, right));
        Assert.Equal(left.Except(right).Order(), SlotSets.Subtract(left, right));
    });

    [Fact]
    public void A_union_holds_every_slot_once_in_order() => Set.Array[0, 6].Sample(sets =>
        Assert.Equal(sets.SelectMany(set => set).Distinct().Order(), SlotSets.Union([.. sets.Select(ListOf)])));

    [Fact]
    public void A_large_union_is_no_different()
    {
        int[][] sets = [.. Enumerable.Range(0, 40).Select(i => Enumerable.Range(1, 500).Select(n => n * (i + 1)).ToArray())];
        Assert.Equal(sets.SelectMany(set => set).Distinct().Order(), SlotSets.Union([.. sets.Select(ListOf)]));
    }

    [Fact]
    public void Slots_that_come_out_of_order_are_put_in_their_place() => Gen.Int[1, 100].Array[0, 60].Sample(slots =>
        Assert.Equal(slots.Distinct().Order(), ListOf(slots).Slots.ToArray()));

    [Fact]
    public void Removing_keeps_the_others() => Gen.Select(Set, Set).Sample((slots, gone) =>
    {
        PostingList list = ListOf(slots);
        list.Remove(gone);
        Assert.Equal(slots.Except(gone).Order(), list.Slots.ToArray());
    });

    private static PostingList ListOf(int[] slots)
    {
        var list = new PostingList();
        foreach (int slot in slots) list.Add(slot);
        return list;
    }
}
