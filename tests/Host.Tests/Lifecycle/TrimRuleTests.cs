using Tocsin.Host.Lifecycle;

namespace Tocsin.Host.Tests.Lifecycle;

public sealed class TrimRuleTests
{
    private const long Mib = 1 << 20;
    private readonly TrimRule _rule = new();

    [Fact]
    public void Memory_is_given_back_once_when_a_burst_is_over()
    {
        Assert.False(_rule.IsDue(100 * Mib, 30 * Mib));
        Assert.True(_rule.IsDue(101 * Mib, 30 * Mib));
        Assert.False(_rule.IsDue(102 * Mib, 30 * Mib));
        Assert.False(_rule.IsDue(150 * Mib, 30 * Mib));
        Assert.True(_rule.IsDue(151 * Mib, 30 * Mib));
    }

    [Fact]
    public void The_first_quiet_second_ends_the_start_however_little_it_took()
    {
        Assert.False(_rule.IsDue(20 * Mib, 5 * Mib));
        Assert.True(_rule.IsDue(20 * Mib, 5 * Mib));
        Assert.False(_rule.IsDue(21 * Mib, 5 * Mib));
    }

    [Fact]
    public void Whoever_works_is_not_interrupted()
    {
        for (long allocated = 10 * Mib; allocated < 1000 * Mib; allocated += 10 * Mib) Assert.False(_rule.IsDue(allocated, 30 * Mib));
    }

    [Fact]
    public void What_would_take_long_to_move_is_left_to_the_collector()
    {
        Assert.False(_rule.IsDue(1000 * Mib, 500 * Mib));
        Assert.False(_rule.IsDue(1001 * Mib, 500 * Mib));
    }
}
