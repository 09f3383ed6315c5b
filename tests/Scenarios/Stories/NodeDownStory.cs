using System.Text.Json;
using Tocsin.Scenarios.Installations;
using Tocsin.Testing;
using Tocsin.Testing.Peers;
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
    public async Task A_node_goes_down_and_comes_back_and_a_crash_of_any_part_between_repeats_and_loses_nothing(Shape shape)
    {
        using var folder = new ScratchFolder();
        MailServer mail = await containers.MailAsync();
        await using WebCatcher slack = await WebCatcher.StartAsync();
        await using NodeExporter exporter = await NodeExporter.StartAsync();
        string mailbox = $"{Guid.NewGuid():n}@company.com";
        var ports = InstallationPorts.Choose(shape);
        LabFiles files = LabFiles.Write(Path.Combine(folder.Path, "config"), new LabHosts(
            $"127.0.0.1:{ports.Web}", $"127.0.0.1:{exporter.Port}", $"127.0.0.1:{ports.Web}", slack.Url + "services/lab", mail.Smarthost, mailbox));
        await using Installation tocsin = await Installation.StartAsync(shape, containers, folder.Path, ports, files, _cancel);
        try
        {
            await UpAsync(tocsin);
            await exporter.DownAsync();
            await Poll.UntilAsync("the first Slack message", Patience, () => Task.FromResult(Told(slack, exporter).Count > 0), _cancel);
            await Poll.UntilAsync("the first mail", Patience, async () => (await mail.InboxAsync(mailbox, _cancel)).Count > 0, _cancel);
            AssertFiring(Assert.Single(Told(slack, exporter)), exporter);
            ReceivedMail fired = Assert.Single(await mail.InboxAsync(mailbox, _cancel));
            Assert.Equal("CRITICAL: InstanceDown", fired.Subject);
            Assert.Contains($"Instance 127.0.0.1:{exporter.Port} down", fired.Text, StringComparison.Ordinal);

            string silence = await SilenceAsync(tocsin);
            foreach (string role in tocsin.Roles) await tocsin.CrashAsync(role, _cancel);
            await FiringAsync(tocsin);
            await Task.Delay(Quiet, TimeProvider.System, _cancel);
            Assert.Single(Told(slack, exporter));
            Assert.Single(await mail.InboxAsync(mailbox, _cancel));
            Assert.Equal("active", await SilenceStateAsync(tocsin, silence));

            await exporter.UpAsync();
            await Poll.UntilAsync("the resolved Slack message", Patience, () => Task.FromResult(Told(slack, exporter).Count > 1), _cancel);
            await Poll.UntilAsync("the resolved mail", Patience, async () => (await mail.InboxAsync(mailbox, _cancel)).Count > 1, _cancel);
            await Task.Delay(Quiet, TimeProvider.System, _cancel);
            Assert.Equal(2, Told(slack, exporter).Count);
            Assert.Equal(2, (await mail.InboxAsync(mailbox, _cancel)).Count);
            Assert.Equal("good", Attachment(Told(slack, exporter)[1]).GetProperty("color").GetString());
        }
        catch (Exception e) when (e is TimeoutException or Xunit.Sdk.XunitException)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(tocsin.Output);
            TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', slack.Requests));
            throw;
        }
    }

    private static List<CaughtRequest> Told(WebCatcher slack, NodeExporter exporter) =>
        [.. slack.Requests.Where(request => request.Body.Contains($"127.0.0.1:{exporter.Port}", StringComparison.Ordinal))];

    private static JsonElement Attachment(CaughtRequest request) =>
        JsonDocument.Parse(request.Body).RootElement.GetProperty("attachments")[0];

    private static void AssertFiring(CaughtRequest request, NodeExporter exporter)
    {
        Assert.Equal("POST", request.Method);
        Assert.Equal("/services/lab", request.Path);
        Assert.Equal("#critical-alerts", JsonDocument.Parse(request.Body).RootElement.GetProperty("channel").GetString());
        JsonElement attachment = Attachment(request);
        Assert.Equal("CRITICAL: InstanceDown", attachment.GetProperty("title").GetString());
        Assert.Equal("danger", attachment.GetProperty("color").GetString());
        Assert.Contains($"*Summary:* Instance 127.0.0.1:{exporter.Port} down", attachment.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("job=node-exporter", attachment.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    /// <summary>All three targets answer: from here on the only thing that changes is the exporter.</summary>
    private Task UpAsync(Installation tocsin) => Poll.UntilAsync("all targets to be up", Patience, async () =>
    {
        using JsonDocument answer = JsonDocument.Parse(await tocsin.Http.GetStringAsync(new Uri(tocsin.Url, "/api/v1/query?query=up"), _cancel));
        JsonElement[] targets = [.. answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray()];
        return targets.Length == 3 && targets.All(target => target.GetProperty("value")[1].GetString() == "1");
    }, _cancel);

    private Task FiringAsync(Installation tocsin) => Poll.UntilAsync("the alert to be known as firing", Patience, async () =>
    {
        using JsonDocument answer = JsonDocument.Parse(await tocsin.Http.GetStringAsync(new Uri(tocsin.Url, "/api/v2/alerts?filter=alertname=InstanceDown"), _cancel));
        return answer.RootElement.EnumerateArray().Any(alert => alert.GetProperty("status").GetProperty("state").GetString() == "active");
    }, _cancel);

    private async Task<string> SilenceAsync(Installation tocsin)
    {
        string body = $$"""
            {"matchers":[{"name":"alertname","value":"SomethingElse","isRegex":false,"isEqual":true}],"startsAt":"{{DateTime.UtcNow:o}}",
             "endsAt":"{{DateTime.UtcNow.AddHours(2):o}}","createdBy":"ann","comment":"must survive"}
            """;
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await tocsin.Http.PostAsync(new Uri(tocsin.Url, "/api/v2/silences"), content, _cancel);
        answer.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(_cancel)).RootElement.GetProperty("silenceID").GetString()!;
    }

    private async Task<string?> SilenceStateAsync(Installation tocsin, string id)
    {
        using JsonDocument answer = JsonDocument.Parse(await tocsin.Http.GetStringAsync(new Uri(tocsin.Url, $"/api/v2/silence/{id}"), _cancel));
        return answer.RootElement.GetProperty("status").GetProperty("state").GetString();
    }
}
