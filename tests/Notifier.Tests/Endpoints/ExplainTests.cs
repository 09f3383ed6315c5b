using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tocsin.Notifier.Persistence;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Tests.Endpoints;

public sealed class ExplainTests
{
    private const string Config = """
        route:
          receiver: all
          group_by: [alertname]
          group_wait: 10s
          group_interval: 30s
          repeat_interval: 1h
          routes:
          - {receiver: pager, matchers: ['severity="critical"', 'team="db"']}
          - {receiver: db, matchers: ['team="db"'], group_by: [], continue: true}
          - {receiver: night, matchers: ['team=~"db|web"'], mute_time_intervals: [morning]}
        inhibit_rules: [{name: down, source_matchers: ['alertname="NodeDown"'], target_matchers: ['alertname="Slow"'], equal: [node]}]
        time_intervals: [{name: morning, time_intervals: [{times: [{start_time: "09:00", end_time: "10:30"}]}]}]
        receivers: [{name: all, webhook_configs: [{url: "http://x/"}]}, {name: pager}, {name: db, webhook_configs: [{url: "http://x/"}]}, {name: night, webhook_configs: [{url: "http://x/"}]}]
        """;

    private static readonly (string, string)[] Db = [("team", "db"), ("severity", "warning")];

    [Fact]
    public async Task Every_route_that_was_asked_says_which_matcher_refused()
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        await api.FireAsync("Lag", Db);
        JsonElement answer = await ExplainAsync(api, "Lag", Db);
        JsonElement[] routes = [.. answer.GetProperty("routes").EnumerateArray()];
        Assert.Equal(["route", "route.routes[0]", "route.routes[1]", "route.routes[2]"], routes.Select(route => Text(route, "field")));
        Assert.Equal([(true, false), (false, false), (true, true), (true, true)], routes.Select(route => (Flag(route, "matched"), Flag(route, "target"))));
        Assert.Equal(("severity=\"critical\"", "warning"), (Text(routes[1].GetProperty("failed"), "matcher"), Text(routes[1].GetProperty("failed"), "value")));
        Assert.Equal(["db", "night"], Receivers(answer).Select(one => Text(one, "receiver")));
    }

    [Fact]
    public async Task Before_the_first_flush_it_says_what_that_will_do()
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        await api.FireAsync("Lag", Db);
        JsonElement[] receivers = Receivers(await ExplainAsync(api, "Lag", Db));
        Assert.All(receivers, one => Assert.Equal(JsonValueKind.Null, one.GetProperty("last").ValueKind));
        JsonElement db = receivers[0].GetProperty("next");
        Assert.Equal((Time(10), Deduplication.FirstNotification), (Text(db, "at"), Text(db.GetProperty("integrations")[0], "reason")));
        Assert.Equal(["passed", "passed", "stopped", "notReached"], Steps(receivers[1].GetProperty("next")));
        Assert.Equal("morning", Text(receivers[1].GetProperty("next").GetProperty("steps")[2].GetProperty("by")[0], "interval"));
        Assert.Empty(api.Outbox.All);
        Assert.Equal(0, api.Count<FlushDecisionRow>());
    }

    [Fact]
    public async Task A_rehearsal_and_the_flush_that_follows_agree()
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        await api.FireAsync("NodeDown", ("node", "1"));
        await api.FireAsync("Slow", [("node", "1"), .. Db]);
        await api.FireAsync("Lag", Db);
        await api.SilenceAsync("Lag", TimeSpan.FromSeconds(8));
        (string, (string, string)[])[] alerts = [("NodeDown", [("node", "1")]), ("Slow", [("node", "1"), .. Db]), ("Lag", Db)];
        var foretold = new List<string>();
        foreach ((string name, (string, string)[] labels) in alerts) foretold.AddRange(Receivers(await ExplainAsync(api, name, labels)).Select(one => Verdict(one.GetProperty("next"))));
        await api.AdvanceAsync(11);
        var came = new List<string>();
        foreach ((string name, (string, string)[] labels) in alerts) came.AddRange(Receivers(await ExplainAsync(api, name, labels)).Select(one => Verdict(one.GetProperty("last"))));
        Assert.Equal(foretold, came);
        Assert.Contains("stopped", string.Join(' ', came));
    }

    [Fact]
    public async Task What_holds_an_alert_back_is_named_with_its_source()
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        string silence = await api.SilenceAsync("Lag", TimeSpan.FromHours(1));
        await api.FireAsync("Lag", Db);
        await api.FireAsync("NodeDown", ("node", "1"));
        await api.FireAsync("Slow", ("node", "1"));
        await api.AdvanceAsync(11);
        JsonElement lag = Receivers(await ExplainAsync(api, "Lag", Db))[0];
        JsonElement by = lag.GetProperty("last").GetProperty("steps")[3].GetProperty("by")[0];
        Assert.Equal((silence, "ann", "upgrade"), (Text(by, "silence"), Text(by, "createdBy"), Text(by, "comment")));
        Assert.StartsWith("Not told to db: silenced by ann until 2026-03-02T11:00:00.000Z (upgrade).", Text(lag, "sentence"), StringComparison.Ordinal);

        JsonElement slow = Receivers(await ExplainAsync(api, "Slow", ("node", "1")))[0].GetProperty("last").GetProperty("steps")[0];
        Assert.Equal(("stopped", "inhibited by rule down"), (Text(slow, "outcome"), Text(slow, "why")));
        Assert.Equal("NodeDown", Text(slow.GetProperty("by")[0].GetProperty("labels"), "alertname"));
    }

    [Fact]
    public async Task After_it_was_told_it_says_when_it_is_repeated()
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        await api.FireAsync("Lag", Db);
        await api.AdvanceAsync(75);
        JsonElement answer = await ExplainAsync(api, "Lag", Db);
        JsonElement db = Receivers(answer)[0];
        JsonElement last = db.GetProperty("last").GetProperty("integrations")[0];
        Assert.Equal((false, Time(10), Time(3610)), (Flag(last, "send"), Text(last, "lastToldAt"), Text(last, "repeatsAfter")));
        Assert.Equal((Time(40), Time(70)), (Text(db.GetProperty("last"), "at"), Text(db.GetProperty("last"), "confirmedAt")));
        Assert.Equal(Time(100), Text(db.GetProperty("group"), "nextFlushAt"));
        Assert.Equal("delivered", Text(answer.GetProperty("notifications")[0].GetProperty("attemptLog")[0], "outcome"));
        Assert.Equal("fired", Text(answer.GetProperty("events")[0], "kind"));
    }

    [Fact]
    public async Task The_past_is_what_was_decided_then()
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        await api.FireAsync("Lag", Db);
        await api.AdvanceAsync(12);
        await api.SilenceAsync("Lag", TimeSpan.FromSeconds(40));
        await api.AdvanceAsync(40);
        await api.ResolveAsync("Lag", Db);
        await api.AdvanceAsync(4000);
        string[] verdicts = new string[4];
        int[] moments = [5, 12, 45, 200];
        for (int i = 0; i < moments.Length; i++)
            verdicts[i] = Verdict(Receivers(await api.GetAsync(Path("Lag", Db) + "?at=" + Time(moments[i])))[0].GetProperty("last"));
        Assert.Equal(
            ["", "passed passed passed passed true first notification", "passed passed passed stopped", "passed passed passed passed true all alerts resolved"], verdicts);
        Assert.False(Flag((await api.GetAsync(Path("Lag", Db) + "?at=" + Time(200))).GetProperty("alert"), "firing"));
        Assert.True(Flag((await api.GetAsync(Path("Lag", Db) + "?at=" + Time(45))).GetProperty("alert"), "firing"));
    }

    [Fact]
    public async Task The_past_knows_nothing_of_what_came_later()
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        await api.AdvanceAsync(5);
        await api.FireAsync("Lag", Db);
        await api.AdvanceAsync(12);
        string silence = await api.SilenceAsync("Lag", TimeSpan.FromHours(1));
        await api.AdvanceAsync(30);
        await api.SendAsync(HttpMethod.Delete, "/api/v2/silence/" + silence, null);
        await api.AdvanceAsync(4000);
        Assert.Equal(HttpStatusCode.NotFound, (await api.CallAsync(HttpMethod.Get, Path("Lag", Db) + "?at=" + Time(3))).Status);
        JsonElement db = Receivers(await api.GetAsync(Path("Lag", Db) + "?at=" + Time(46)))[0];
        Assert.Contains($"silenced by ann until {Time(3617)}", Text(db, "sentence"), StringComparison.Ordinal);
        Assert.Equal(Time(3617), Text(db.GetProperty("last").GetProperty("steps")[3].GetProperty("by")[0], "endsAt"));
        Assert.Equal(JsonValueKind.Null, db.GetProperty("group").GetProperty("exists").ValueKind);
    }

    [Fact]
    public async Task The_past_says_when_somebody_had_last_been_told_by_then()
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        await api.FireAsync("Lag", Db);
        await api.AdvanceAsync(100);
        await api.FireAsync("Lag", [.. Db, ("disk", "2")]);
        await api.AdvanceAsync(200);
        await api.RestartAsync();
        JsonElement now = (await ExplainAsync(api, "Lag", Db)).GetProperty("receivers")[0].GetProperty("last").GetProperty("integrations")[0];
        Assert.Equal(Time(130), Text(now, "lastToldAt"));
        JsonElement then = Receivers(await api.GetAsync(Path("Lag", Db) + "?at=" + Time(95)))[0];
        JsonElement verdict = then.GetProperty("last").GetProperty("integrations")[0];
        Assert.Equal((false, Time(10), Time(3610)), (Flag(verdict, "send"), Text(verdict, "lastToldAt"), Text(verdict, "repeatsAfter")));
        Assert.StartsWith($"Nothing new for {Text(then, "receiver")}, last told at {Time(10)}", Text(then, "sentence"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_past_says_which_flush_had_last_confirmed_it_by_then()
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        await api.FireAsync("Lag", Db);
        await api.AdvanceAsync(300);
        (int At, int Confirmed)[] moments = [(12, 10), (45, 40), (95, 70), (100, 100), (290, 280)];
        foreach ((int at, int confirmed) in moments) Assert.Equal(Time(confirmed), await ConfirmedAsync(at));
        await api.RestartAsync();
        await api.AdvanceAsync(120);
        foreach ((int at, int confirmed) in moments) Assert.Equal(Time(confirmed), await ConfirmedAsync(at));

        async Task<string> ConfirmedAsync(int at) => Text(Receivers(await api.GetAsync(Path("Lag", Db) + "?at=" + Time(at)))[0].GetProperty("last"), "confirmedAt");
    }

    [Fact]
    public async Task What_a_former_configuration_told_is_there_after_a_reload()
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        await api.FireAsync("Lag", Db);
        await api.AdvanceAsync(12);
        await api.ReloadAsync("{route: {receiver: new, group_wait: 10s}, receivers: [{name: new, webhook_configs: [{url: 'http://x/'}]}]}");
        await api.AdvanceAsync(2);
        JsonElement answer = await ExplainAsync(api, "Lag", Db);
        JsonElement[] receivers = Receivers(answer);
        Assert.Equal([("new", true), ("db", false), ("night", false)], receivers.Select(one => (Text(one, "receiver"), Flag(one, "configured"))));
        Assert.Equal($"By a former configuration: told to db at {Time(10)}: first notification.", Text(receivers[1], "sentence"));
        Assert.Equal(Time(10), Text(receivers[1].GetProperty("last").GetProperty("integrations")[0], "lastToldAt"));
        Assert.Equal(JsonValueKind.Null, receivers[1].GetProperty("next").ValueKind);
        Assert.Equal(["new", "db"], answer.GetProperty("notifications").EnumerateArray().Select(one => Text(one, "receiver")));
    }

    [Fact]
    public async Task What_is_still_on_its_way_by_a_former_configuration_is_there_too()
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        await api.FireAsync("Lag", Db);
        await api.AdvanceAsync(12);
        await api.FireAsync("More", Db);
        TaskCompletionSource hold = api.Outbox.Hold = new();
        api.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.True(SpinWait.SpinUntil(() => api.Outbox.All.Count == 2, TimeSpan.FromSeconds(10)));
        await api.WriteAsync("{route: {receiver: new, group_wait: 10s}, receivers: [{name: new, webhook_configs: [{url: 'http://x/'}]}]}");
        await (await api.Service<NotifierConfiguration>().PrepareAsync(CancellationToken.None)).ApplyAsync(CancellationToken.None);
        JsonElement answer = await ExplainAsync(api, "Lag", Db);
        Assert.Equal(["sending", "delivered"], answer.GetProperty("notifications").EnumerateArray().Where(one => Text(one, "receiver") == "db").Select(one => Text(one, "result")));
        Assert.StartsWith("On its way to db (webhook): no answer yet since", Text(Receivers(answer)[1], "sentence"), StringComparison.Ordinal);
        hold.SetResult();
        await api.AdvanceAsync(1);
    }

    [Fact]
    public async Task Who_follows_says_what_the_owner_wrote()
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config.Replace("{name: all, ", "{name: all, fallback_receiver: db, fallback_after: 2, ", StringComparison.Ordinal));
        api.Outbox.Answer = _ => new(DeliveryOutcome.Rejected, FailureReason.ClientError, "no");
        await api.FireAsync("Down");
        await api.AdvanceAsync(12);
        api.Lease.IsHeld = false;
        JsonElement way = Receivers(await ExplainAsync(api, "Down"))[0];
        Assert.Equal(["all"], way.GetProperty("next").GetProperty("integrations").EnumerateArray().Select(one => Text(one, "receiver")));
        DateTimeOffset flushed = ClockedApi.Start.AddSeconds(11);
        await using (NotifierDbContext context = await api.Service<IDbContextFactory<NotifierDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
        {
            await context.Set<DeliveryFailureRow>().ExecuteUpdateAsync(set => set.SetProperty(row => row.Count, 2), TestContext.Current.CancellationToken);
            await context.Set<GroupRow>().ExecuteUpdateAsync(set => set.SetProperty(row => row.LastFlushAt, flushed), TestContext.Current.CancellationToken);
        }
        way = Receivers(await ExplainAsync(api, "Down"))[0];
        Assert.Equal(["all", "db"], way.GetProperty("next").GetProperty("integrations").EnumerateArray().Select(one => Text(one, "receiver")));
        Assert.Equal((Time(10), Time(11)), (Text(way.GetProperty("last"), "at"), Text(way.GetProperty("last"), "confirmedAt")));

        await api.ResolveAsync("Down");
        Assert.True(Flag(Receivers(await ExplainAsync(api, "Down"))[0].GetProperty("group"), "exists"));
        await using (NotifierDbContext context = await api.Service<IDbContextFactory<NotifierDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
            await context.Set<GroupRow>().ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        way = Receivers(await ExplainAsync(api, "Down"))[0];
        Assert.Equal((false, JsonValueKind.Null), (Flag(way.GetProperty("group"), "exists"), way.GetProperty("next").ValueKind));
    }

    [Fact]
    public async Task What_inhibited_then_is_named_though_it_is_over()
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        await api.FireAsync("NodeDown", ("node", "1"));
        await api.FireAsync("Slow", ("node", "1"));
        await api.AdvanceAsync(12);
        await api.ResolveAsync("NodeDown", ("node", "1"));
        await api.AdvanceAsync(3600);
        JsonElement cause = Receivers(await api.GetAsync(Path("Slow", ("node", "1")) + "?at=" + Time(12)))[0].GetProperty("last").GetProperty("steps")[0].GetProperty("by")[0];
        Assert.Equal("NodeDown", Text(cause.GetProperty("labels"), "alertname"));
    }

    [Fact]
    public async Task A_time_before_the_history_is_said_to_be_one()
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config + "\ntocsin: {history_retention: 1h}");
        await api.FireAsync("Lag", Db);
        await api.AdvanceAsync(20);
        api.Clock.Advance(TimeSpan.FromHours(2));
        await api.AdvanceAsync(2);
        await api.Service<RetentionJob>().RunAsync(CancellationToken.None);
        JsonElement page = await api.GetAsync("/api/tocsin/v1/notifications");
        string since = Text(page, "keptSince");
        Assert.Equal(Time(3622), since);
        JsonElement answer = await api.GetAsync(Path("Lag", Db) + "?at=" + Time(20));
        Assert.True(Flag(answer.GetProperty("alert"), "firing"));
        Assert.Equal($"What was decided for db then is not known any more: the history is kept since {since}.", Text(Receivers(answer)[0], "sentence"));
    }

    [Fact]
    public async Task A_beginning_that_is_older_than_the_history_does_not_end_an_alert()
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        await api.FireAsync("Lag", Db);
        await api.AdvanceAsync(20);
        await using (NotifierDbContext context = await api.Service<IDbContextFactory<NotifierDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
            await context.Set<AlertEventRow>().ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        Assert.True(Flag((await api.GetAsync(Path("Lag", Db) + "?at=" + Time(18))).GetProperty("alert"), "firing"));
    }

    [Fact]
    public async Task An_end_that_is_told_though_a_silence_holds_it_is_told()
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config.Replace("{name: all, ", "{name: all, close_opened: true, ", StringComparison.Ordinal));
        await api.FireAsync("Opened");
        await api.AdvanceAsync(12);
        await api.SilenceAsync("Opened", TimeSpan.FromHours(1));
        await api.ResolveAsync("Opened");
        await api.AdvanceAsync(40);
        Assert.Equal(["Opened", "-Opened"], api.Outbox.To("all").Select(sent => sent.Alerts));
        string sentence = Text(Receivers(await ExplainAsync(api, "Opened"))[0], "sentence");
        Assert.StartsWith("Told to all at ", sentence, StringComparison.Ordinal);
        Assert.Contains(", though silenced by ann", sentence, StringComparison.Ordinal);
        JsonElement timeline = await api.GetAsync($"/api/tocsin/v1/alerts/{ClockedApi.Fingerprint("Opened")}/timeline");
        JsonElement decision = timeline.GetProperty("entries").EnumerateArray().First(entry => Text(entry, "type") == "decision").GetProperty("decision");
        Assert.Equal(("silence", true), (Text(decision, "stage"), Flag(decision, "sent")));
    }

    [Fact]
    public async Task Labels_that_nobody_sent_go_the_same_way_and_leave_no_trace()
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        await api.FireAsync("NodeDown", ("node", "1"));
        await api.AdvanceAsync(11);
        int decisions = api.Count<FlushDecisionRow>();
        api.Outbox.Take();
        JsonElement answer = await api.SendAsync(HttpMethod.Post, "/api/tocsin/v1/explain", new { labels = new { alertname = "Slow", node = "1", team = "web" } });
        Assert.Equal("hypothetical", Text(answer, "mode"));
        JsonElement night = Assert.Single(Receivers(answer));
        Assert.Equal(["stopped", "notReached", "notReached", "notReached"], Steps(night.GetProperty("next")));
        Assert.StartsWith("It would be looked at for night at 2026-03-02T10:00:21.000Z, and not told: inhibited by rule down", Text(night, "sentence"), StringComparison.Ordinal);
        JsonElement later = Assert.Single(Receivers(await api.SendAsync(
            HttpMethod.Post, "/api/tocsin/v1/explain", new { labels = new { alertname = "Other", team = "web" }, at = "2026-03-02T11:00:00Z" })));
        Assert.Equal("passed passed passed passed true first notification", Verdict(later.GetProperty("next")));
        await api.AdvanceAsync(60);
        Assert.Empty(api.Outbox.All);
        Assert.Equal(decisions + 1, api.Count<FlushDecisionRow>());
        Assert.Equal(HttpStatusCode.NotFound, (await api.CallAsync(HttpMethod.Get, Path("Slow", ("node", "1"), ("team", "web")))).Status);
    }

    [Theory]
    [InlineData("{}", "labels in body is required")]
    [InlineData("{\"labels\":{}}", "at least one label pair required")]
    [InlineData("{\"labels\":[1]}", "a map of texts")]
    [InlineData("{\"labels\":{\"a\":\"b\"},\"at\":\"noon\"}", "is no time")]
    [InlineData("{\"labels\":{\"a\":\"b\"},\"at\":\"9999-12-31T23:59:59Z\"}", "the year must be")]
    public async Task A_bad_question_is_refused(string body, string why)
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        (HttpStatusCode status, string text) = await api.CallAsync(HttpMethod.Post, "/api/tocsin/v1/explain", JsonDocument.Parse(body).RootElement);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(why, JsonDocument.Parse(text).RootElement.GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await api.CallAsync(HttpMethod.Get, Path("x") + "?at=" + Time(100))).Status);
    }

    [Fact]
    public async Task A_quiet_group_writes_nothing_however_often_it_is_flushed()
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        await api.FireAsync("Quiet");
        await api.AdvanceAsync(45);
        Assert.Equal(2, api.Count<FlushDecisionRow>());
        await api.FireAsync("Quiet");
        await api.AdvanceAsync(600);
        Assert.Equal(2, api.Count<FlushDecisionRow>());
        await api.SilenceAsync("Quiet", TimeSpan.FromMinutes(30));
        await api.AdvanceAsync(600);
        Assert.Equal(3, api.Count<FlushDecisionRow>());
        Assert.Equal(1, api.Count<GroupMemberRow>());
    }

    private static Task<JsonElement> ExplainAsync(ClockedApi api, string name, params (string, string)[] labels) => api.GetAsync(Path(name, labels));

    private static string Path(string name, params (string, string)[] labels) => $"/api/tocsin/v1/alerts/{ClockedApi.Fingerprint(name, labels)}/explain";

    private static JsonElement[] Receivers(JsonElement answer) => [.. answer.GetProperty("receivers").EnumerateArray()];

    private static string[] Steps(JsonElement decision) => [.. decision.GetProperty("steps").EnumerateArray().Select(step => Text(step, "outcome"))];

    private static string Verdict(JsonElement decision) => decision.ValueKind == JsonValueKind.Null
        ? ""
        : string.Join(' ', Steps(decision).Where(step => step != "notReached").Concat(Steps(decision).Contains("stopped") ? [] : decision.GetProperty("integrations").EnumerateArray().SelectMany(one =>
            new[] { one.GetProperty("send").GetRawText(), Text(one, "reason") })));

    private static string Time(int seconds) => ClockedApi.Start.AddSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static string Text(JsonElement json, string key) => json.GetProperty(key).GetString() ?? "";

    private static bool Flag(JsonElement json, string key) => json.GetProperty(key).GetBoolean();
}
