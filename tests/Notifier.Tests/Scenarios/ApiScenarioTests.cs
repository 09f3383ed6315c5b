using System.Net;
using System.Text.Json;

namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>The scenarios that are about API v2 and have more to say than a story can: V1 to V11.</summary>
public sealed class ApiScenarioTests
{
    private const string Config = """
        route:
          receiver: team
          group_by: [alertname, '🙂']
          group_wait: 1s
          routes:
          - matchers: ['"🙂"="yes"']
            receiver: smile
            labels: {team: 'of {{ .GroupLabels.alertname }}'}
        inhibit_rules: [{source_matchers: ['severity="critical"'], target_matchers: ['severity="warning"'], equal: [job]}]
        receivers:
        - name: team
          webhook_configs: [{url: 'HOOK/team'}]
        - name: smile
          labels: {mood: good}
          webhook_configs: [{url: 'HOOK/smile'}]
        """;

    [Theory]
    [InlineData("""{"b":"","a":"x"}""")]
    [InlineData("""{"a":"x","b":null}""")]
    public async Task An_annotation_may_be_empty_and_is_told(string annotations)
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Config);
        (HttpStatusCode status, _) = await notifier.CallAsync(HttpMethod.Post, "/api/v2/alerts", $$"""[{"labels":{"alertname":"a","gone":""},"annotations":{{annotations}}}]""");
        Assert.Equal(HttpStatusCode.OK, status);
        await notifier.UntilAsync(1.2);
        JsonElement alert = Assert.Single(notifier.Hooks.All).Body.GetProperty("alerts")[0];
        Assert.Equal("""{"a":"x","b":""}""", alert.GetProperty("annotations").GetRawText());
        Assert.Equal("""{"alertname":"a"}""", alert.GetProperty("labels").GetRawText());
        Assert.Equal(alert.GetProperty("annotations").GetRawText(), Persistence.JsonTexts.Again(alert.GetProperty("annotations").GetRawText()));
    }

    [Fact]
    public async Task V1_without_others_there_is_no_cluster()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Config);
        JsonElement cluster = (await notifier.GetAsync("/api/v2/status")).GetProperty("cluster");
        Assert.Equal(("disabled", 0), (cluster.GetProperty("status").GetString(), cluster.GetProperty("peers").GetArrayLength()));
    }

    [Fact]
    public async Task V2_and_V6_silences_are_sorted_by_state_and_filtered_by_the_matchers_they_have()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Config);
        (_, string late) = await notifier.SetSilenceAsync("a", "b", 0, 90);
        (_, string soon) = await notifier.SetSilenceAsync("a", "b", 0, 60);
        (_, string pending) = await notifier.SetSilenceAsync("a", "b.*", 30, 60, regex: true);
        (_, string ended) = await notifier.SetSilenceAsync("a", "b", 0, 60);
        await notifier.CallAsync(HttpMethod.Delete, "/api/v2/silence/" + ended);
        async Task<string[]> Ids(string query) => [.. (await notifier.GetAsync("/api/v2/silences" + query)).EnumerateArray().Select(one => one.GetProperty("id").GetString()!)];
        Assert.Equal([soon, late, pending, ended], await Ids(""));
        Assert.Equal([pending], await Ids("?active=false&expired=false"));
        Assert.Equal([pending], await Ids("?filter=a%3D~%22b.*%22"));
        Assert.Empty(await Ids("?filter=a%3Dx"));
        Assert.Empty(await Ids("?active=false&expired=false&pending=false"));
    }

    [Fact]
    public async Task V3_V4_and_V5_silences_are_made_changed_renewed_and_ended()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Config);
        string unknown = Guid.NewGuid().ToString();
        Assert.Equal(HttpStatusCode.NotFound, (await notifier.CallAsync(HttpMethod.Delete, "/api/v2/silence/" + unknown)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await notifier.SetSilenceAsync("a", "b", 0, 60, unknown)).Status);
        (_, string id) = await notifier.SetSilenceAsync("a", "b", 0, 60);
        Assert.Equal(id, (await notifier.SetSilenceAsync("a", "b", 0, 120, id)).Answer);
        Assert.NotEqual(id, (await notifier.SetSilenceAsync("a", "b", 0, 60)).Answer);
        Assert.Equal(HttpStatusCode.OK, (await notifier.CallAsync(HttpMethod.Delete, "/api/v2/silence/" + id)).Status);
        Assert.Equal(HttpStatusCode.OK, (await notifier.CallAsync(HttpMethod.Delete, "/api/v2/silence/" + id)).Status);
        Assert.NotEqual(id, (await notifier.SetSilenceAsync("a", "b", 0, 60, id)).Answer);
    }

    [Fact]
    public async Task V9_receivers_are_listed_and_matched_by_their_labels()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Config);
        async Task<string> Receivers(string query) =>
            string.Join(' ', (await notifier.GetAsync("/api/v2/receivers" + query)).EnumerateArray().Select(one => one.GetProperty("name").GetString()));
        Assert.Equal("team smile", await Receivers(""));
        Assert.Equal("smile", await Receivers("?receiver_matchers=mood%3Dgood"));
        Assert.Equal("team", await Receivers("?receiver_matchers=mood%21%3Dgood"));
        Assert.Equal("smile", await Receivers("?receiver_matchers=name%3D~%22s.*%22"));
        Assert.Equal("team", await Receivers("?receiver_matchers=name%21~%22s.*%22"));
        Assert.Equal(HttpStatusCode.BadRequest, (await notifier.CallAsync(HttpMethod.Get, "/api/v2/receivers?receiver_matchers=%7B")).Status);
    }

    [Fact]
    public async Task V11_and_D11_groups_carry_the_labels_of_their_route()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Config);
        await notifier.FireAsync(("alertname", "a"), ("🙂", "yes"));
        JsonElement group = Assert.Single((await notifier.GetAsync("/api/v2/alerts/groups")).EnumerateArray());
        Assert.Equal("of a", group.GetProperty("routeLabels").GetProperty("team").GetString());
        await notifier.ResolveAsync(("alertname", "a"), ("🙂", "yes"));
        Assert.Empty((await notifier.GetAsync("/api/v2/alerts/groups")).EnumerateArray());
    }

    [Fact]
    public async Task What_is_not_there_or_gone_is_said_in_the_APIs_own_words_and_pages_of_any_origin_may_read()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Config);
        Assert.Equal((HttpStatusCode.NotFound, """{"code":404,"message":"path /api/v2/nothing was not found"}"""), await notifier.CallAsync(HttpMethod.Get, "/api/v2/nothing"));
        Assert.Equal(
            (HttpStatusCode.MethodNotAllowed, """{"code":405,"message":"method PUT is not allowed, but [GET,POST] are"}"""), await notifier.CallAsync(HttpMethod.Put, "/api/v2/alerts"));
        Assert.Equal(HttpStatusCode.Gone, (await notifier.CallAsync(HttpMethod.Get, "/api/v1/silences")).Status);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, notifier.Url + "/api/v2/status") { Headers = { { "Origin", "http://elsewhere.example" } } };
        using HttpResponseMessage answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        using var preflight = new HttpRequestMessage(HttpMethod.Options, notifier.Url + "/api/v2/alerts")
        {
            Headers = { { "Origin", "http://elsewhere.example" }, { "Access-Control-Request-Method", "POST" }, { "Access-Control-Request-Headers", "content-type" } },
        };
        using HttpResponseMessage allowed = await http.SendAsync(preflight, TestContext.Current.CancellationToken);
        Assert.Equal(("POST", "content-type"), (allowed.Headers.GetValues("Access-Control-Allow-Methods").Single(), allowed.Headers.GetValues("Access-Control-Allow-Headers").Single()));
    }
}
