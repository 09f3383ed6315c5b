using Microsoft.Extensions.Time.Testing;
using Tocsin.Engine.Querying;

namespace Tocsin.Engine.Tests.Querying;

public sealed class RunningQueriesTests
{
    private static readonly QueryCall Call = new(new QueryOrigin(), "up", 0, 0, 0);

    [Fact]
    public void A_query_is_on_the_list_until_it_ends_and_can_be_ended()
    {
        var running = new RunningQueries(new FakeTimeProvider());
        RunningQuery first = running.Begin(Call, CancellationToken.None);
        using RunningQuery second = running.Begin(Call, CancellationToken.None);
        Assert.Equal([first.Id, second.Id], running.All.Select(query => query.Id));
        Assert.True(running.Cancel(second.Id));
        Assert.True(second.Token.IsCancellationRequested);
        Assert.False(first.Token.IsCancellationRequested);
        first.Dispose();
        Assert.False(running.Cancel(first.Id));
        Assert.Equal(second.Id, Assert.Single(running.All).Id);
    }

    [Fact]
    public void The_callers_own_token_ends_it_too()
    {
        var running = new RunningQueries(new FakeTimeProvider());
        using var caller = new CancellationTokenSource();
        using RunningQuery query = running.Begin(Call, caller.Token);
        caller.Cancel();
        Assert.True(query.Token.IsCancellationRequested);
    }
}
