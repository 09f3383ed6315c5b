using System.Text;
using System.Text.Json;
using Tocsin.Scenarios.Installations;
using Tocsin.Testing;
using Tocsin.Testing.Servers;

namespace Tocsin.Scenarios.Stories;

/// <summary>The labs' main job, on every shape: a machine goes down, people are told once on Slack and by mail; it comes back, they are told once.</summary>
public sealed class NodeDownStory(Containers containers) : IClassFixture<Containers>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Longer than group_interval and a scrape: what would be repeated has been repeated by then.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(8);

    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Shape.AllInOne)]
    [InlineData(Shape.SplitRoles)]
    [InlineData(Shape.Compose)]
    public async Task A_node_goes_down_and_comes_back_and_a_restart_of_any_part_between_repeats_and_loses_nothing(Shape shape)
    {
        using var folder = new ScratchFolder();
        await using WebCatcher slack = await WebCatcher.StartAsync(shape == Shape.Compose ? "0.0.0.0" : "127.0.0.1");
        string mailbox = $"{Guid.NewGuid():n}@company.com";
        await using Installation tocsin = await Installation.StartAsync(shape, containers, folder.Path, new Uri(slack.Url, "services/lab"), mailbox, _cancel);
        try
        {
            await TargetsUpAsync(tocsin);
            await tocsin.NodeDownAsync(_cancel);
            await ToldAsync(tocsin, slack, mailbox, times: 1);
            AssertFiring(Told(slack, tocsin)[0], tocsin);
            AssertFiring((await tocsin.Mail.InboxAsync(mailbox, _cancel))[0], tocsin);

            string silence = await SilenceAsync(tocsin);
            foreach (string part in tocsin.Parts) await tocsin.RestartAsync(part, _cancel);
            await FiringAsync(tocsin);
            await Task.Delay(Quiet, TimeProvider.System, _cancel);
            Assert.Single(Told(slack, tocsin));
            Assert.Single(await tocsin.Mail.InboxAsync(mailbox, _cancel));
            Assert.Equal("active", await SilenceStateAsync(tocsin, silence));

            await tocsin.NodeUpAsync(_cancel);
            await ToldAsync(tocsin, slack, mailbox, times: 2);
            await Task.Delay(Quiet, TimeProvider.System, _cancel);
            Assert.Equal(2, Told(slack, tocsin).Count);
            Assert.Equal(2, (await tocsin.Mail.InboxAsync(mailbox, _cancel)).Count);
            Assert.Equal("good", Attachment(Told(slack, tocsin)[1]).GetProperty("color").GetString());
        }
        catch (Exception e) when (e is TimeoutException or Xunit.Sdk.XunitException)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(await tocsin.OutputAsync());
            TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', slack.Requests));
            throw;
        }
    }

    private static List<CaughtRequest> Told(WebCatcher slack, Installation tocsin) =>
        [.. slack.Requests.Where(request => request.Body.Contains(tocsin.Node, StringComparison.Ordinal))];

    private static JsonElement Attachment(CaughtRequest request) => JsonDocument.Parse(request.Body).RootElement.GetProperty("attachments")[0];

    private static void AssertFiring(CaughtRequest request, Installation tocsin)
    {
        Assert.Equal("POST", request.Method);
        Assert.Equal("/services/lab", request.Path);
        Assert.Equal("#critical-alerts", JsonDocument.Parse(request.Body).RootElement.GetProperty("channel").GetString());
        JsonElement attachment = Attachment(request);
        Assert.Equal("CRITICAL: InstanceDown", attachment.GetProperty("title").GetString());
        Assert.Equal("danger", attachment.GetProperty("color").GetString());
        string text = attachment.GetProperty("text").GetString()!;
        Assert.Contains($"*Summary:* Instance {tocsin.Node} down", text, StringComparison.Ordinal);
        Assert.Contains("job=node-exporter", text, StringComparison.Ordinal);
    }

    private static void AssertFiring(ReceivedMail mail, Installation tocsin)
    {
        Assert.Equal("CRITICAL: InstanceDown", mail.Subject);
        Assert.Equal("alerts@company.com", mail.From);
        Assert.Contains($"Alert: Instance {tocsin.Node} down", mail.Text, StringComparison.Ordinal);
    }

    private async Task ToldAsync(Installation tocsin, WebCatcher slack, string mailbox, int times)
    {
        await Poll.UntilAsync($"Slack message {times}", Patience, () => Task.FromResult(Told(slack, tocsin).Count >= times), _cancel);
        await Poll.UntilAsync($"mail {times}", Patience, async () => (await tocsin.Mail.InboxAsync(mailbox, _cancel)).Count >= times, _cancel);
        Assert.Equal(times, Told(slack, tocsin).Count);
        Assert.Equal(times, (await tocsin.Mail.InboxAsync(mailbox, _cancel)).Count);
    }

    /// <summary>All three targets answer: from here on the only thing that changes is the node.</summary>
    private Task TargetsUpAsync(Installation tocsin) => Poll.UntilAsync("all targets to be up", Patience, async () =>
    {
        using JsonDocument answer = await GetAsync(tocsin, "/api/v1/query?query=up");
        JsonElement[] targets = [.. answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray()];
        return targets.Length == 3 && targets.All(target => target.GetProperty("value")[1].GetString() == "1");
    }, _cancel);

    private Task FiringAsync(Installation tocsin) => Poll.UntilAsync("the alert to be known as firing", Patience, async () =>
    {
        using JsonDocument answer = await GetAsync(tocsin, "/api/v2/alerts?filter=alertname=InstanceDown");
        return answer.RootElement.EnumerateArray().Any(alert => alert.GetProperty("status").GetProperty("state").GetString() == "active");
    }, _cancel);

    private async Task<string> SilenceAsync(Installation tocsin)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        string body = $$"""
            {"matchers":[{"name":"alertname","value":"SomethingElse","isRegex":false,"isEqual":true}],"startsAt":"{{now:o}}",
             "endsAt":"{{now.AddHours(2):o}}","createdBy":"ann","comment":"must survive"}
            """;
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await tocsin.Http.PostAsync(new Uri(tocsin.Url, "/api/v2/silences"), content, _cancel);
        answer.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(_cancel)).RootElement.GetProperty("silenceID").GetString()!;
    }

    private async Task<string?> SilenceStateAsync(Installation tocsin, string id)
    {
        using JsonDocument answer = await GetAsync(tocsin, $"/api/v2/silence/{id}");
        return answer.RootElement.GetProperty("status").GetProperty("state").GetString();
    }

    private async Task<JsonDocument> GetAsync(Installation tocsin, string path) =>
        JsonDocument.Parse(await tocsin.Http.GetStringAsync(new Uri(tocsin.Url, path), _cancel));
}
