using CsCheck;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Tests.Index;

public sealed class SlotSetsTests
{
    private static readonly Gen<uint[]> Set = Gen.UInt[1, 300].Array[0, 120].Select(slots => slots.Distinct().Order().ToArray());

    [Fact]
    public void Intersection_and_subtraction_are_those_of_sets() => Gen.Select(Set, Set).Sample((left, right) =>
    {
        Assert.Equal(left.Intersect(right).Order(), SlotSets.Intersect(left, right));
        Assert.Equal(left.Except(right).Order(), SlotSets.Subtract(left, right));
        Assert.Equal(left.Intersect(right).Any(), SlotSets.Overlaps(left, right));
    });

    [Fact]
    public void A_union_holds_every_number_once_in_order() => Set.Array[0, 6].Sample(AssertUnion);

    [Fact]
    public void A_large_union_is_no_different() =>
        AssertUnion([.. Enumerable.Range(0, 40).Select(i => Enumerable.Range(1, 500).Select(n => (uint)(n * (i + 1))).ToArray())]);

    [Fact]
    public void Numbers_far_apart_need_no_memory_for_what_lies_between() =>
        AssertUnion([.. Enumerable.Range(0, 50).Select(i => Enumerable.Range(1, 100).Select(n => (uint)((n * 40_000_000L) + i)).ToArray())]);

    private static void AssertUnion(uint[][] sets)
    {
        var postings = new ListedPostings(sets);
        List<PostingRef> lists = [.. sets.Select((set, i) => new PostingRef(i, set.Length))];
        Assert.Equal(sets.SelectMany(set => set).Distinct().Order(), SlotSets.Union(postings, lists));
    }
}
