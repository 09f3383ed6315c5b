using System.Net;
using System.Text.Json;
using Tocsin.Scenarios.Installations;
using Tocsin.Testing;
using Tocsin.Testing.Processes;

namespace Tocsin.Scenarios.Stories;

/// <summary>Behind several Notifiers it does not matter which one is asked.</summary>
public sealed class FollowerStory(Containers containers) : IClassFixture<Containers>
{
    private const string Config = """
        route: {receiver: hook, group_by: [alertname], group_wait: 0s, group_interval: 5h, repeat_interval: 10h}
        receivers: [{name: hook, webhook_configs: [{url: 'HOOK/'}]}]
        """;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(40);

    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dead_letter_is_seen_tried_again_and_put_away_from_any_of_them()
    {
        await using NotifierCluster cluster = await NotifierCluster.StartAsync(Config, 2, containers, _cancel);
        bool broken = true;
        cluster.Hook.Answer = _ => Volatile.Read(ref broken) ? (404, "no such channel") : (200, "ok");
        await cluster.AlertAsync("again", 1, _cancel);
        await cluster.AlertAsync("away", 0, _cancel);
        for (int node = 0; node < 2; node++) Assert.Equal(["again", "away"], await LettersAsync(cluster, node, 2));
        await SameTimersAsync(cluster, "again");

        string id = await IdAsync(cluster, "again");
        Assert.Equal("failed", (await RetryAsync(cluster.Nodes[1], id)).GetProperty("result").GetString());
        Volatile.Write(ref broken, false);
        JsonElement sent = await RetryAsync(cluster.Nodes[1], await IdAsync(cluster, "again"));
        Assert.Equal(("delivered", "retry"), (sent.GetProperty("result").GetString(), sent.GetProperty("notification").GetProperty("origin").GetString()));
        Assert.Equal(HttpStatusCode.NotFound, (await cluster.Nodes[1].Http.PostAsync(Retry(cluster.Nodes[1], id), null, _cancel)).StatusCode);
        Assert.Equal(["away"], await LettersAsync(cluster, 1, 1));

        HttpResponseMessage dismissed = await cluster.Nodes[1].Http.DeleteAsync(new Uri(cluster.Nodes[1].Url, "/api/tocsin/v1/dead-letters/" + await IdAsync(cluster, "away")), _cancel);
        Assert.Equal(HttpStatusCode.NoContent, dismissed.StatusCode);
        for (int node = 0; node < 2; node++) Assert.Empty(await LettersAsync(cluster, node, 0));
    }

    [Fact]
    public async Task Why_and_when_is_the_same_whoever_is_asked()
    {
        await using NotifierCluster cluster = await NotifierCluster.StartAsync(Config.Replace("5h", "6s", StringComparison.Ordinal), 3, containers, _cancel);
        string silence = await cluster.SilenceAsync(1, "quiet", _cancel);
        await cluster.AlertAsync("loud", 2, _cancel);
        await cluster.AlertAsync("quiet", 1, _cancel);
        await cluster.AlertAsync("lasting", 0, _cancel);
        string loud = await FingerprintAsync("loud"), quiet = await FingerprintAsync("quiet");
        await Poll.UntilAsync("both were looked at", Soon, async () => await ToldAsync(loud) && (await WhyAsync(0, quiet)).Contains("silenced", StringComparison.Ordinal), _cancel);
        await SameAsync(node => WhyAsync(node, loud));
        await SameAsync(node => WhyAsync(node, quiet));
        DateTimeOffset then = TimeProvider.System.GetUtcNow();
        await cluster.AlertAsync("loud", 2, _cancel, ended: then);
        await Poll.UntilAsync("its group is over everywhere", Soon, async () =>
            !(await WhyAsync(0, loud)).Contains("\"exists\":true", StringComparison.Ordinal) && !(await WhyAsync(1, loud)).Contains("\"exists\":true", StringComparison.Ordinal)
            && !(await WhyAsync(2, loud)).Contains("\"exists\":true", StringComparison.Ordinal), _cancel);
        await SameAsync(node => WhyAsync(node, loud));
        await SameAsync(node => WhyAsync(node, loud, "?at=" + then.ToString("O", System.Globalization.CultureInfo.InvariantCulture).Replace("+00:00", "Z", StringComparison.Ordinal)));
        foreach (string list in new[] { "history/alerts", "history/silences", $"silences/{silence}/history", "notifications", "dead-letters", $"alerts/{quiet}/timeline" })
            await SameAsync(node => TextAsync(node, "/api/tocsin/v1/" + list));
        Assert.NotEqual("null", await SameAsync(async node => (await cluster.GetAsync(node, "/api/tocsin/v1/alerts", _cancel)).GetProperty("groups")[0].GetProperty("lastNotifiedAt").GetRawText()));

        async Task<string> FingerprintAsync(string name) => (await cluster.GetAsync(0, $"/api/v2/alerts?filter=alertname={name}", _cancel))[0].GetProperty("fingerprint").GetString()!;
        async Task<bool> ToldAsync(string fingerprint) => (await WhyAsync(0, fingerprint)).Contains("\"delivered\"", StringComparison.Ordinal);
        async Task<string> TextAsync(int node, string path) =>
            string.Join('\n', (await cluster.GetAsync(node, path, _cancel)).EnumerateObject().Where(part => part.Name != "keptSince").Select(part => part.Value.GetRawText()));
        async Task<string> WhyAsync(int node, string fingerprint, string at = "")
        {
            JsonElement answer = await cluster.GetAsync(node, $"/api/tocsin/v1/alerts/{fingerprint}/explain{at}", _cancel);
            return string.Join('\n', new[] { "receivers", "notifications", "events" }.Select(part => answer.GetProperty(part).GetRawText()));
        }

        async Task<string> SameAsync(Func<int, Task<string>> ask)
        {
            string[] answers = [];
            try
            {
                await Poll.UntilAsync("the same answer of all", Soon, async () =>
                {
                    answers = [await ask(0), await ask(1), await ask(2)];
                    return answers.Distinct().Count() == 1;
                }, _cancel);
                return answers[0];
            }
            catch (TimeoutException)
            {
                Assert.Equal(answers[0], answers[1]);
                Assert.Equal(answers[0], answers[2]);
                throw;
            }
        }
    }

    private static Uri Retry(TocsinServer node, string id) => new(node.Url, $"/api/tocsin/v1/dead-letters/{id}/retry");

    private async Task<JsonElement> RetryAsync(TocsinServer node, string id)
    {
        using HttpResponseMessage answer = await node.Http.PostAsync(Retry(node, id), null, _cancel);
        string text = await answer.Content.ReadAsStringAsync(_cancel);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private async Task<string> IdAsync(NotifierCluster cluster, string name) =>
        (await cluster.GetAsync(0, "/api/tocsin/v1/dead-letters", _cancel)).GetProperty("deadLetters").EnumerateArray()
            .Single(letter => letter.GetProperty("groupKey").GetString()!.Contains($"\"{name}\"", StringComparison.Ordinal)).GetProperty("id").GetString()!;

    private async Task<string[]> LettersAsync(NotifierCluster cluster, int node, int count)
    {
        string[] keys = [];
        await Poll.UntilAsync($"{count} dead letters", Soon, async () =>
        {
            JsonElement page = await cluster.GetAsync(node, "/api/tocsin/v1/dead-letters", _cancel);
            keys = [.. page.GetProperty("deadLetters").EnumerateArray().Select(letter => letter.GetProperty("groupKey").GetString()!.Split('"')[1]).Order(StringComparer.Ordinal)];
            return keys.Length == count;
        }, _cancel);
        return keys;
    }

    /// <summary>Both say when the group is flushed next, to the millisecond.</summary>
    private async Task SameTimersAsync(NotifierCluster cluster, string name)
    {
        JsonElement alert = (await cluster.GetAsync(0, $"/api/v2/alerts?filter=alertname={name}", _cancel))[0];
        string path = $"/api/tocsin/v1/alerts/{alert.GetProperty("fingerprint").GetString()}/explain";
        await Poll.UntilAsync("the same next flush on both", Soon, async () => await TickAsync(0) == await TickAsync(1), _cancel);

        async Task<string?> TickAsync(int node) =>
            (await cluster.GetAsync(node, path, _cancel)).GetProperty("receivers")[0].GetProperty("group").GetProperty("nextFlushAt").GetString();
    }
}
