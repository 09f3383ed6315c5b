using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Model.Storage;

namespace Tocsin.Tsdb.Tests.Querying;

public sealed class LabelQueryTests
{
    [Fact]
    public async Task Names_and_values_are_sorted_by_bytes_and_narrowed_by_matchers()
    {
        await using var test = new TestStore();
        await test.AppendAsync(LabelSet.Create(("__name__", "up"), ("job", "b"), ("zone", "ü")), (test.Now, 1));
        await test.AppendAsync(LabelSet.Create(("__name__", "up"), ("job", "a"), ("Zone", "z")), (test.Now, 1));
        await test.AppendAsync(LabelSet.Create(("__name__", "down"), ("job", "Z")), (test.Now, 1));
        SeriesSelector all = new([], 0, long.MaxValue), up = new([TestStore.Equal("__name__", "up")], 0, long.MaxValue);
        Assert.Equal(["Zone", "__name__", "job", "zone"], await NamesAsync(test, all));
        Assert.Equal(["Z", "a", "b"], await ValuesAsync(test, "job", all));
        Assert.Equal(["a", "b"], await ValuesAsync(test, "job", up));
        Assert.Equal(["__name__", "job"], await NamesAsync(test, new SeriesSelector([TestStore.Equal("job", "Z")], 0, long.MaxValue)));
        Assert.Empty(await ValuesAsync(test, "missing", all));
        Assert.Empty(await ValuesAsync(test, "job", up with { Start = test.Now + 1 }));
        Assert.Empty(await ValuesAsync(test, "job", up with { End = test.Now - 1 }));
    }

    [Fact]
    public async Task A_limit_leaves_out_the_rest_and_says_so()
    {
        await using var test = new TestStore();
        for (int i = 0; i < 5; i++) await test.AppendAsync(TestStore.Labels("up", i), (test.Now, 1));
        var selector = new SeriesSelector([new Matcher("__name__", MatchOperator.Equal, "up")], 0, long.MaxValue) { Limit = 3 };
        using ISeriesSelection selection = await test.Store.SelectAsync(selector, TestContext.Current.CancellationToken);
        Assert.Equal(3, selection.Count);
        Assert.Contains("3", Assert.Single(selection.Warnings), StringComparison.Ordinal);
        NameList values = await test.Store.LabelValuesAsync("i", selector, TestContext.Current.CancellationToken);
        Assert.Equal(["0", "1", "2"], values.Names);
        Assert.Single(values.Warnings);
    }

    [Fact]
    public async Task A_cancelled_query_ends()
    {
        await using var test = new TestStore();
        await test.AppendAsync(TestStore.Labels("up"), (test.Now, 1));
        var selector = new SeriesSelector([TestStore.Equal("__name__", "up")], 0, long.MaxValue);
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await test.Store.SelectAsync(selector, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task A_disposed_selection_is_not_usable()
    {
        await using var test = new TestStore();
        await test.AppendAsync(TestStore.Labels("up"), (test.Now, 1));
        ISeriesSelection selection = await test.Store.SelectAsync(new SeriesSelector([], 0, long.MaxValue), TestContext.Current.CancellationToken);
        selection.Dispose();
        Assert.Throws<ObjectDisposedException>(() => selection.Count);
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(TestStore test, SeriesSelector selector) =>
        (await test.Store.LabelNamesAsync(selector, TestContext.Current.CancellationToken)).Names;

    private static async Task<IReadOnlyList<string>> ValuesAsync(TestStore test, string name, SeriesSelector selector) =>
        (await test.Store.LabelValuesAsync(name, selector, TestContext.Current.CancellationToken)).Names;
}
