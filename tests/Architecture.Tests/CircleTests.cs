namespace Tocsin.Architecture.Tests;

public sealed class CircleTests
{
    [Fact]
    public void A_circle_of_three_is_found_and_named()
    {
        var edges = new Dictionary<string, string[]> { ["x"] = ["a"], ["a"] = ["b"], ["b"] = ["c"], ["c"] = ["a"] };
        Assert.Equal("a -> b -> c -> a", Circle.Find(edges));
    }

    [Fact]
    public void A_diamond_is_not_a_circle()
    {
        var edges = new Dictionary<string, string[]> { ["a"] = ["b", "c"], ["b"] = ["d"], ["c"] = ["d"] };
        Assert.Null(Circle.Find(edges));
    }
}
