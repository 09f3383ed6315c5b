using CsCheck;
using Tocsin.Model.Labels;
using Tocsin.Model.Storage;

namespace Tocsin.Tsdb.Tests.Head;

public sealed class OutOfOrderTests
{
    private const long Hour = 3600 * 1000;
    private static readonly LabelSet Up = TestStore.Labels("up");

    [Fact]
    public async Task A_late_sample_is_taken_inside_the_window_only()
    {
        await using TestStore test = WithWindow(TimeSpan.FromHours(2));
        await test.AppendAsync(Up, (test.Now, 1));
        Assert.Equal(AppendOutcome.Accepted, await test.AppendAsync(Up, test.Now - (2 * Hour), 2));
        Assert.Equal(AppendOutcome.OutOfOrder, await test.AppendAsync(Up, test.Now - (2 * Hour) - 1, 3));
        Assert.Equal([(test.Now - (2 * Hour), 2), (test.Now, 1)], (await test.ReadAsync())[Up.ToString()]);
    }

    [Fact]
    public async Task Late_samples_survive_a_restart_and_a_kill()
    {
        await using TestStore test = WithWindow(TimeSpan.FromHours(2));
        await test.AppendAsync(Up, (test.Now, 0));
        // More than one chunk of 32, so that some are on disk and some in the log only.
        for (int i = 1; i <= 100; i++) await test.AppendAsync(Up, (test.Now - (i * 7919 % 101 * 1000), i));
        SortedDictionary<string, (long, double)[]> before = await test.ReadAsync();
        Assert.Equal(101, before[Up.ToString()].Length);
        await using (TestStore killed = test.CopyNow())
        {
            killed.Options = test.Options with { Path = killed.Directory };
            Assert.Equal(before, await killed.ReadAsync());
            Assert.Empty(killed.Events.Damages);
        }
        await test.ReopenAsync();
        Assert.Equal(before, await test.ReadAsync());
        // Without a window they are still there; new ones are not taken.
        await test.Store.DisposeAsync();
        test.Options = test.Options with { OutOfOrderWindow = TimeSpan.Zero };
        await test.ReopenAsync();
        Assert.Equal(before, await test.ReadAsync());
        Assert.Equal(AppendOutcome.OutOfOrder, await test.AppendAsync(Up, test.Now - 500, 1));
    }

    [Fact]
    public void Samples_in_any_order_read_as_the_first_of_each_time() =>
        Gen.Select(Gen.Int[0, 300], Gen.Int[1, 1000]).Array[1, 150].Sample(
            samples => Check(samples).GetAwaiter().GetResult(), iter: 25, threads: 1);

    private static async Task Check((int Offset, int Value)[] samples)
    {
        await using TestStore test = WithWindow(TimeSpan.FromHours(1));
        var expected = new SortedDictionary<long, double>();
        foreach ((int offset, int value) in samples)
        {
            long time = test.Now - (offset * 1000L);
            if (await test.AppendAsync(Up, time, value) == AppendOutcome.Accepted) expected.TryAdd(time, value);
        }
        await test.ReopenAsync();
        Assert.Equal(expected.Select(pair => (pair.Key, pair.Value)), (await test.ReadAsync())[Up.ToString()]);
    }

    private static TestStore WithWindow(TimeSpan window)
    {
        var test = new TestStore();
        test.Options = test.Options with { OutOfOrderWindow = window };
        return test;
    }
}
