using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tocsin.Notifier.Persistence;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Tests.Endpoints;

public sealed class HistoryTests
{
    private const string Config = """
        route: {receiver: team, group_by: [alertname], group_wait: 1s, group_interval: 30s, repeat_interval: 1h}
        receivers: [{name: team, webhook_configs: [{url: "http://x/"}, {url: "http://y/"}]}]
        """;

    private static readonly DeliveryResult Refused = new(DeliveryOutcome.Rejected, FailureReason.ClientError, "unexpected status code 400");

    [Fact]
    public async Task Every_transition_is_kept_and_found_by_labels_kind_and_time()
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        await api.FireAsync("Lag", ("team", "db"), ("node", "1"));
        await api.FireAsync("Lag", ("team", "web"), ("node", "2"));
        await api.AdvanceAsync(60);
        await api.ResolveAsync("Lag", ("team", "db"), ("node", "1"));
        await api.AdvanceAsync(60);
        await api.FireAsync("Lag", ("team", "db"), ("node", "1"));
        Assert.Equal(["fired", "resolved", "fired", "fired"], (await EventsAsync(api, "")).Select(one => Text(one, "kind")));
        Assert.Equal(["fired", "resolved", "fired"], (await EventsAsync(api, "?filter=team=\"db\"")).Select(one => Text(one, "kind")));
        Assert.Equal(["fired"], (await EventsAsync(api, "?filter=team=\"db\"&filter=node!=\"2\"&kind=fired&from=2026-03-02T10:01:30Z")).Select(one => Text(one, "kind")));
        Assert.Equal(3, (await EventsAsync(api, "?fingerprint=" + ClockedApi.Fingerprint("Lag", ("team", "db"), ("node", "1")))).Length);
        Assert.Empty(await EventsAsync(api, "?filter=team=~\"d.\"&until=2026-03-02T09:00:00Z"));

        JsonElement first = await api.GetAsync("/api/tocsin/v1/history/alerts?limit=3");
        JsonElement second = await api.GetAsync("/api/tocsin/v1/history/alerts?limit=3&before=" + Text(first, "next"));
        Assert.Equal((3, 1, JsonValueKind.Null), (first.GetProperty("events").GetArrayLength(), second.GetProperty("events").GetArrayLength(), second.GetProperty("next").ValueKind));
    }

    [Fact]
    public async Task Every_notification_is_found_by_what_its_alerts_share_by_result_and_by_time()
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        await api.FireAsync("Lag", ("team", "db"), ("node", "1"));
        await api.FireAsync("Lag", ("team", "db"), ("node", "2"));
        await api.AdvanceAsync(2);
        api.Outbox.Answer = _ => Refused;
        await api.FireAsync("Slow", ("team", "web"));
        await api.AdvanceAsync(2);
        Assert.Equal(2, await SentAsync(api, "?filter=team=\"db\""));
        Assert.Equal(0, await SentAsync(api, "?filter=node=\"1\""));
        Assert.Equal(2, await SentAsync(api, "?filter=team=~\"w.*\"&result=failed"));
        Assert.Equal(2, await SentAsync(api, "?result=rejected&receiver=team&integration=webhook"));
        Assert.Equal(0, await SentAsync(api, "?result=rejected&filter=team=\"db\""));
        Assert.Equal(2, await SentAsync(api, "?from=2026-03-02T10:00:02Z"));
        Assert.Equal(2, await SentAsync(api, "?until=1772445601"));
    }

    [Fact]
    public async Task Every_version_of_a_silence_says_who_and_when()
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        string id = await api.SilenceAsync("Lag", TimeSpan.FromHours(1));
        await api.AdvanceAsync(5);
        var change = new
        {
            id,
            matchers = new[] { new { name = "alertname", value = "Lag", isRegex = false } },
            startsAt = ClockedApi.Start,
            endsAt = ClockedApi.Start.AddHours(2),
            createdBy = "ann",
            comment = "longer",
        };
        Assert.Equal(HttpStatusCode.OK, (await api.CallAsync(HttpMethod.Post, "/api/v2/silences", change, user: "bob")).Status);
        await api.AdvanceAsync(5);
        Assert.Equal(HttpStatusCode.OK, (await api.CallAsync(HttpMethod.Delete, "/api/v2/silence/" + id, user: "eve")).Status);
        JsonElement[] versions = [.. (await api.GetAsync("/api/tocsin/v1/history/silences")).GetProperty("versions").EnumerateArray()];
        Assert.Equal([("expired", "eve"), ("changed", "bob"), ("created", "ann")], versions.Select(one => (Text(one, "change"), Text(one, "by"))));
        Assert.Equal(["2026-03-02T10:00:10.000Z", "2026-03-02T10:00:05.000Z", "2026-03-02T10:00:00.000Z"], versions.Select(one => Text(one, "at")));
        Assert.Equal("longer", Text(versions[0].GetProperty("silence"), "comment"));
    }

    [Fact]
    public async Task One_timeline_has_transitions_verdicts_and_notifications_in_order_and_in_pages()
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        await api.FireAsync("Lag");
        await api.AdvanceAsync(10);
        await api.SilenceAsync("Lag", TimeSpan.FromSeconds(40));
        await api.AdvanceAsync(60);
        await api.ResolveAsync("Lag");
        await api.AdvanceAsync(40);
        string path = $"/api/tocsin/v1/alerts/{ClockedApi.Fingerprint("Lag")}/timeline";
        JsonElement[] all = [.. (await api.GetAsync(path)).GetProperty("entries").EnumerateArray()];
        Assert.Equal(all.Select(one => Text(one, "at")).OrderDescending(), all.Select(one => Text(one, "at")));
        Assert.Equal(["decision", "decision", "decision", "decision", "notification", "notification", "notification", "notification", "transition", "transition"], all.Select(one => Text(one, "type")).Order());
        Assert.Contains("silence", all.Where(one => Text(one, "type") == "decision").Select(one => Text(one.GetProperty("decision"), "stage")));
        var paged = new List<string>();
        string? next = null;
        do
        {
            JsonElement page = await api.GetAsync(path + "?limit=3" + (next is null ? "" : "&before=" + next));
            paged.AddRange(page.GetProperty("entries").EnumerateArray().Select(one => Text(one, "id")));
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);
        Assert.Equal(all.Select(one => Text(one, "id")), paged);
    }

    [Fact]
    public async Task An_incident_is_lanes_of_alerts_with_notifications_and_silences_beside_them()
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        await api.FireAsync("Lag", ("team", "db"));
        await api.FireAsync("Slow", ("team", "web"));
        await api.AdvanceAsync(20);
        await api.ResolveAsync("Lag", ("team", "db"));
        await api.SilenceAsync("Slow", TimeSpan.FromHours(1));
        await api.AdvanceAsync(40);
        await api.FireAsync("Lag", ("team", "db"));
        JsonElement incident = await api.GetAsync("/api/tocsin/v1/timeline?filter=team=\"db\"");
        JsonElement lane = Assert.Single(incident.GetProperty("alerts").EnumerateArray());
        Assert.Equal([("2026-03-02T10:00:00.000Z", "2026-03-02T10:00:20.000Z"), ("2026-03-02T10:01:00.000Z", null)], lane.GetProperty("spans").EnumerateArray().Select(span => (Text(span, "from"), span.GetProperty("until").GetString())));
        JsonElement later = await api.GetAsync("/api/tocsin/v1/timeline?from=2026-03-02T10:00:50Z&filter=team=\"web\"");
        Assert.Equal(["2026-03-02T10:00:50.000Z"], later.GetProperty("alerts").EnumerateArray().Select(one => Text(one.GetProperty("spans")[0], "from")));
        Assert.Equal((4, 1, true), (incident.GetProperty("notifications").GetArrayLength(), incident.GetProperty("silences").GetArrayLength(), incident.GetProperty("complete").GetBoolean()));
    }

    [Fact]
    public async Task The_routing_tree_is_the_one_that_is_applied()
    {
        await using ClockedApi api = await ClockedApi.StartAsync("""
            route: {receiver: a, group_by: [x], routes: [{matchers: ['t="1"'], group_wait: 5s, routes: [{receiver: b, group_by: ['...']}]}]}
            receivers: [{name: a}, {name: b}]
            """);
        JsonElement child = (await api.GetAsync("/api/tocsin/v1/routing/tree")).GetProperty("routes")[0];
        Assert.Equal(("a", 5, "x", "t=\"1\""), (Text(child, "receiver"), child.GetProperty("groupWaitSeconds").GetInt32(), child.GetProperty("groupBy")[0].GetString(), child.GetProperty("matchers")[0].GetString()));
        Assert.Equal(("b", "..."), (Text(child.GetProperty("routes")[0], "receiver"), child.GetProperty("routes")[0].GetProperty("groupBy")[0].GetString()));
    }

    [Theory]
    [InlineData("history/silences")]
    [InlineData("silences/6ba7b810-9dad-41d1-80b4-00c04fd430c8/history")]
    public async Task A_history_that_cannot_be_read_says_so(string path)
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        await using (NotifierDbContext context = await api.Service<IDbContextFactory<NotifierDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
            await context.Database.ExecuteSqlRawAsync("DROP TABLE notifier_silence_versions", TestContext.Current.CancellationToken);
        (HttpStatusCode status, string text) = await api.CallAsync(HttpMethod.Get, "/api/tocsin/v1/" + path);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "\"the history cannot be read: the database does not answer\""), (status, text));
    }

    [Theory]
    [InlineData("history/alerts?kind=gone")]
    [InlineData("history/alerts?kind=1")]
    [InlineData("history/alerts?kind=fired,resolved")]
    [InlineData("alerts/00000000000000aa/timeline?kind=gone")]
    [InlineData("history/alerts?filter=a=~\"(\"")]
    [InlineData("notifications?from=noon")]
    [InlineData("timeline?limit=x")]
    [InlineData("timeline?from=2027-01-01T00:00:00Z")]
    [InlineData("history/alerts?from=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z")]
    [InlineData("history/alerts?until=9999-12-31T23:59:59Z")]
    [InlineData("notifications?before=abc")]
    [InlineData("history/silences?before=abc")]
    [InlineData("alerts/xyz/timeline")]
    [InlineData("alerts/xyz/explain")]
    [InlineData("dead-letters?limit=0")]
    [InlineData("silences/xyz/history")]
    public async Task A_bad_question_is_refused(string path)
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        (HttpStatusCode status, string text) = await api.CallAsync(HttpMethod.Get, "/api/tocsin/v1/" + path);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(JsonValueKind.String, JsonDocument.Parse(text).RootElement.ValueKind);
    }

    [Theory]
    [InlineData("notifications?kind=gone")]
    [InlineData("notifications?kind=fired")]
    [InlineData("dead-letters?kind=gone&fingerprint=1&result=x&filter=(")]
    [InlineData("history/silences?kind=gone&filter=(")]
    [InlineData("history/alerts?result=x")]
    [InlineData("timeline?kind=gone")]
    public async Task What_means_nothing_for_a_history_is_passed_over(string path)
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        Assert.Equal(HttpStatusCode.OK, (await api.CallAsync(HttpMethod.Get, "/api/tocsin/v1/" + path)).Status);
    }

    private static async Task<JsonElement[]> EventsAsync(ClockedApi api, string query) =>
        [.. (await api.GetAsync("/api/tocsin/v1/history/alerts" + query)).GetProperty("events").EnumerateArray()];

    private static async Task<int> SentAsync(ClockedApi api, string query) => (await api.GetAsync("/api/tocsin/v1/notifications" + query)).GetProperty("notifications").GetArrayLength();

    private static string Text(JsonElement json, string key) => json.GetProperty(key).GetString() ?? "";
}
