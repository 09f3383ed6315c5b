using Microsoft.Extensions.Time.Testing;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;
using Tocsin.PromQL.Execution;
using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Tests.Execution;

public sealed class QueryTurnsTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly QueryTurns _turns;
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    public QueryTurnsTests() => _turns = new QueryTurns(1, _clock);

    public void Dispose() => _turns.Dispose();

    [Fact]
    public async Task A_turn_that_is_given_back_goes_to_who_waits()
    {
        IDisposable first = (await _turns.TakeAsync(_cancel))!;
        Task<IDisposable?> second = _turns.TakeAsync(_cancel).AsTask();
        Assert.False(second.IsCompleted);
        first.Dispose();
        first.Dispose();
        Assert.NotNull(await second);
        Assert.False(_turns.TakeAsync(_cancel).AsTask().IsCompleted);
    }

    [Fact]
    public async Task Nobody_waits_for_long()
    {
        using IDisposable endless = (await _turns.TakeAsync(_cancel))!;
        Task<IDisposable?> second = _turns.TakeAsync(_cancel).AsTask();
        _clock.Advance(QueryTurns.Patience);
        Assert.Null(await second);
    }

    [Fact]
    public async Task Who_is_cancelled_while_it_waits_leaves()
    {
        using IDisposable endless = (await _turns.TakeAsync(_cancel))!;
        using var own = new CancellationTokenSource();
        Task<IDisposable?> second = _turns.TakeAsync(own.Token).AsTask();
        await own.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
    }

    [Theory]
    [InlineData(100, 60, false)]
    [InlineData(20_000, 5, false)]
    [InlineData(20_000, 360, true)]
    public async Task Only_what_reads_much_waits(int series, int minutes, bool waits)
    {
        IDisposable other = (await _turns.TakeAsync(_cancel))!;
        using var context = new QueryContext(new Source(series), new QueryBudget(1000, 0), new Notes(""), 300_000, false, _cancel) { Turns = _turns };
        Task<ISeriesSelection> selection = context.SelectAsync(new SeriesSelector([], 0, minutes * 60_000L)).AsTask();
        Assert.Equal(waits, !selection.IsCompleted);
        other.Dispose();
        Assert.Equal(series, (await selection).Count);
    }

    [Fact]
    public async Task A_query_that_ends_gives_its_turn_back()
    {
        Task<IDisposable?> next;
        using (var context = new QueryContext(new Source(1), new QueryBudget(1000, 0), new Notes(""), 300_000, false, _cancel) { Turns = _turns })
        {
            await context.TakeTurnAsync();
            await context.TakeTurnAsync();
            next = _turns.TakeAsync(_cancel).AsTask();
            Assert.False(next.IsCompleted);
        }
        Assert.NotNull(await next);
    }

    [Fact]
    public void What_was_heavy_is_known_to_be_so_over_as_long_a_time()
    {
        Expression query = QueryEngine.Parse("sum(up)").Expression!;
        Assert.False(_turns.IsKnownHeavy(query, 360));
        _turns.Remember(query, 20_000);
        Assert.True(_turns.IsKnownHeavy(query, 360));
        Assert.False(_turns.IsKnownHeavy(query, 5));
    }

    private sealed class Source(int series) : ISeriesSource
    {
        public ValueTask<ISeriesSelection> SelectAsync(SeriesSelector selector, CancellationToken cancel) => new(new Selection(series));

        public ValueTask<NameList> LabelNamesAsync(SeriesSelector selector, CancellationToken cancel) => new(new NameList([], []));

        public ValueTask<NameList> LabelValuesAsync(string name, SeriesSelector selector, CancellationToken cancel) => new(new NameList([], []));

        public ValueTask<IReadOnlyList<SeriesExemplars>> ExemplarsAsync(SeriesSelector selector, CancellationToken cancel) => new([]);
    }

    private sealed class Selection(int series) : ISeriesSelection
    {
        public int Count => series;

        public IReadOnlyList<string> Warnings => [];

        public LabelSet LabelsAt(int index) => LabelSet.Empty;

        public void Read(int index, SampleColumns into)
        {
        }

        public void Dispose()
        {
        }
    }
}
