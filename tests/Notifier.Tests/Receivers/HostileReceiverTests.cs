using System.Net;
using System.Text.Json;
using Tocsin.Notifier.Tests.Scenarios;

namespace Tocsin.Notifier.Tests.Receivers;

/// <summary>Webhooks that behave badly cost nobody else anything, and are told about in words that help.</summary>
public sealed class HostileReceiverTests
{
    [Fact]
    public async Task Each_of_them_fails_by_itself_in_bounded_time_and_the_others_are_told_at_once()
    {
        await using HostileServer silent = HostileServer.Silent(), dripping = HostileServer.Dripping(), endless = HostileServer.Endless(),
            circle = HostileServer.Redirecting(), inwards = HostileServer.Redirecting("http://169.254.169.254/latest/meta-data/");
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync($$"""
            route:
              receiver: good
              group_by: [alertname]
              group_wait: 0s
              group_interval: 10s
              routes:
              - {receiver: silent, continue: true}
              - {receiver: dripping, continue: true}
              - {receiver: endless, continue: true}
              - {receiver: circle, continue: true}
              - {receiver: inwards, continue: true}
              - {receiver: good}
            receivers:
            - {name: good, webhook_configs: [{url: 'HOOK/good'}]}
            - {name: silent, webhook_configs: [{url: '{{silent.Url}}'}, {url: 'HOOK/beside'}]}
            - {name: dripping, webhook_configs: [{url: '{{dripping.Url}}', timeout: 5s}]}
            - {name: endless, webhook_configs: [{url: '{{endless.Url}}'}]}
            - {name: circle, webhook_configs: [{url: '{{circle.Url}}'}]}
            - name: inwards
              webhook_configs:
              - url: '{{inwards.Url}}'
                http_config: {deny_networks: [link_local]}
            """);
        notifier.Hooks.Status = static (_, _) => 200;
        await notifier.FireAsync(("alertname", "a"));
        using (var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20)))
            while (notifier.Hooks.All.Count < 2) await Task.Delay(10, limit.Token);
        Assert.Equal(["beside", "good"], notifier.Hooks.All.Select(notice => notice.Hook).Order());
        Assert.Equal("a", await notifier.NamesAsync("/api/v2/alerts"));

        Dictionary<string, string> letters = await LettersAsync(notifier, 5);
        Assert.Contains("no answer came, and the time of the flush ran out", letters["silent"], StringComparison.Ordinal);
        Assert.Contains("no answer", letters["dripping"], StringComparison.Ordinal);
        Assert.Contains("65536 bytes", letters["endless"], StringComparison.Ordinal);
        Assert.Contains("307", letters["circle"], StringComparison.Ordinal);
        Assert.Contains("deny_networks forbids", letters["inwards"], StringComparison.Ordinal);
        Assert.True(circle.Connections > 1);
    }

    /// <summary>The network has real time, and the flush the story's.</summary>
    private static async Task<Dictionary<string, string>> LettersAsync(ScenarioNotifier notifier, int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        JsonElement[] letters;
        do
        {
            notifier.Clock.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(10, TestContext.Current.CancellationToken);
            (HttpStatusCode status, string body) = await notifier.CallAsync(HttpMethod.Get, "/api/tocsin/v1/dead-letters");
            Assert.Equal(HttpStatusCode.OK, status);
            letters = [.. JsonDocument.Parse(body).RootElement.GetProperty("deadLetters").EnumerateArray()];
            Assert.False(limit.IsCancellationRequested, body);
        }
        while (letters.Length < count);
        return letters.ToDictionary(letter => letter.GetProperty("receiver").GetString()!, letter => letter.GetProperty("error").GetString()!);
    }
}
