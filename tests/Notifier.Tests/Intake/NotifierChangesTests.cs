using Microsoft.Extensions.Time.Testing;
using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Tests.Intake;

public sealed class NotifierChangesTests
{
    [Fact]
    public async Task Changes_are_gathered_for_a_quarter_of_a_second()
    {
        var clock = new FakeTimeProvider();
        using var changes = new NotifierChanges(clock);
        await using IAsyncEnumerator<ChangeTopics> listener = changes.SubscribeAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        ValueTask<bool> next = listener.MoveNextAsync();
        changes.Publish(ChangeTopics.Alerts);
        changes.Publish(ChangeTopics.Silences);
        clock.Advance(TimeSpan.FromMilliseconds(249));
        Assert.False(next.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(await next);
        Assert.Equal(ChangeTopics.Alerts | ChangeTopics.Silences, listener.Current);
    }

    [Fact]
    public async Task A_slow_listener_is_told_once_of_all_it_missed()
    {
        var clock = new FakeTimeProvider();
        using var changes = new NotifierChanges(clock);
        await using IAsyncEnumerator<ChangeTopics> listener = changes.SubscribeAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        ValueTask<bool> first = listener.MoveNextAsync();
        foreach (ChangeTopics topic in new[] { ChangeTopics.Groups, ChangeTopics.Alerts, ChangeTopics.Notifications })
        {
            changes.Publish(topic);
            clock.Advance(TimeSpan.FromMilliseconds(250));
            if (topic == ChangeTopics.Groups) Assert.True(await first);
        }
        Assert.Equal(ChangeTopics.Groups, listener.Current);
        Assert.True(await listener.MoveNextAsync());
        Assert.Equal(ChangeTopics.Alerts | ChangeTopics.Notifications, listener.Current);
    }
}
