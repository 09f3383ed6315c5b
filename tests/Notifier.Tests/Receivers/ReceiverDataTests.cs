using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Tests.Receivers;

/// <summary>Slack's message ids are kept with the notification log: they must be there when the process is another one.</summary>
public sealed class ReceiverDataTests
{
    private const string Config = """
        route: {receiver: team, group_by: [], group_wait: 10s, group_interval: 20s, repeat_interval: 1h}
        receivers: [{name: team, webhook_configs: [{url: "http://localhost/"}]}]
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_receiver_keeps_of_an_incident_survives_the_process(bool crash)
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(Config);
        notifier.Outbox.Answer = _ => DeliveryResult.Delivered("ok") with { ReceiverData = new Dictionary<string, string> { ["threadTs"] = "1.1", ["channelId"] = "C1" } };
        await notifier.PostAsync(TestNotifier.Firing(("alertname", "a")));
        await notifier.AdvanceAsync(11);
        Assert.Empty(Assert.Single(notifier.Outbox.Take()).Notification.ReceiverData);
        await (crash ? notifier.CrashAsync() : notifier.RestartAsync());
        await notifier.PostAsync(TestNotifier.Firing(("alertname", "b")));
        await notifier.AdvanceAsync(25);
        IReadOnlyDictionary<string, string> kept = Assert.Single(notifier.Outbox.Take()).Notification.ReceiverData;
        Assert.Equal(("1.1", "C1"), (kept["threadTs"], kept["channelId"]));
    }
}
