using System.Net;
using System.Text.Json;

namespace Tocsin.Notifier.Tests.Endpoints;

public sealed class OwnApiTests : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Alerts_and_groups_are_of_one_moment()
    {
        await _server.PostAlertAsync("{\"alertname\":\"n\",\"night\":\"yes\"}");
        JsonElement answer = await _server.UntilAsync("/api/tocsin/v1/alerts", seen => seen.GetProperty("groups").GetArrayLength() == 1 && seen.GetProperty("groups")[0].GetProperty("mutedBy").GetArrayLength() == 1);
        JsonElement group = answer.GetProperty("groups")[0], alert = answer.GetProperty("alerts")[0];
        Assert.Equal(["id", "receiver", "route", "labels", "nextFlushAt", "lastNotifiedAt", "mutedBy", "fingerprints"], group.EnumerateObject().Select(entry => entry.Name));
        Assert.Equal(JsonValueKind.Null, group.GetProperty("lastNotifiedAt").ValueKind);
        Assert.Equal("{}/{night=\"yes\"}", group.GetProperty("route").GetString());
        Assert.Equal(alert.GetProperty("fingerprint").GetString(), group.GetProperty("fingerprints")[0].GetString());
        Assert.Equal(("always", "suppressed"), (alert.GetProperty("status").GetProperty("mutedBy")[0].GetString(), alert.GetProperty("status").GetProperty("state").GetString()));
    }

    [Fact]
    public async Task A_notification_is_kept_with_its_content_alerts_and_attempts()
    {
        await _server.PostAlertAsync("{\"alertname\":\"x\",\"team\":\"a\"}");
        JsonElement list = await _server.UntilAsync("/api/tocsin/v1/notifications?result=delivered", seen => seen.GetProperty("notifications").GetArrayLength() == 1);
        JsonElement entry = list.GetProperty("notifications")[0];
        Assert.Equal(
            ["id", "at", "receiver", "integration", "index", "groupId", "groupKey", "groupLabels", "status", "reason", "result", "attempts", "error", "nextTryAt", "durationMs", "firing", "resolved", "title", "commonLabels", "state", "origin", "retryOf", "requestedBy"],
            entry.EnumerateObject().Select(property => property.Name));
        Assert.Equal(("team-a", "inbox", "firing", "first notification", "delivered"), (Text(entry, "receiver"), Text(entry, "integration"), Text(entry, "status"), Text(entry, "reason"), Text(entry, "result")));
        JsonElement whole = await _server.GetAsync("/api/tocsin/v1/notifications/" + Text(entry, "id"));
        Assert.Equal("[FIRING:1] x (a)", Text(whole.GetProperty("content").GetProperty("parts")[0], "text"));
        Assert.Equal(("firing", "x"), (Text(whole.GetProperty("alerts")[0], "status"), Text(whole.GetProperty("alerts")[0].GetProperty("labels"), "alertname")));
        Assert.Equal("delivered", Text(whole.GetProperty("attemptLog")[0], "outcome"));
        string fingerprint = Text(whole.GetProperty("alerts")[0], "fingerprint");
        JsonElement told = await _server.UntilAsync("/api/tocsin/v1/alerts", seen => seen.GetProperty("groups")[0].GetProperty("lastNotifiedAt").ValueKind != JsonValueKind.Null);
        Assert.True(told.GetProperty("groups")[0].GetProperty("lastNotifiedAt").GetDateTimeOffset() >= entry.GetProperty("at").GetDateTimeOffset());
        Assert.Equal(1, (await _server.GetAsync($"/api/tocsin/v1/notifications?fingerprint={fingerprint}&receiver=team-a")).GetProperty("notifications").GetArrayLength());
        Assert.Equal(0, (await _server.GetAsync("/api/tocsin/v1/notifications?result=failed")).GetProperty("notifications").GetArrayLength());
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=1001")]
    [InlineData("?result=lost")]
    [InlineData("?fingerprint=xyz")]
    public async Task A_bad_query_is_refused(string query) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await _server.CallAsync(HttpMethod.Get, "/api/tocsin/v1/notifications" + query)).Status);

    [Fact]
    public async Task An_unknown_notification_is_not_found() =>
        Assert.Equal(HttpStatusCode.NotFound, (await _server.CallAsync(HttpMethod.Get, "/api/tocsin/v1/notifications/nope")).Status);

    [Theory]
    [InlineData("{\"matchers\":[{\"name\":\"team\",\"value\":\"a|b\",\"isRegex\":true}]}", 200, 1)]
    [InlineData("{\"matchers\":[{\"name\":\"team\",\"value\":\"a\",\"isRegex\":false,\"isEqual\":false}]}", 200, 1)]
    [InlineData("{\"matchers\":[{\"name\":\"team\",\"value\":\"(\",\"isRegex\":true}]}", 400, 0)]
    [InlineData("{\"matchers\":[]}", 400, 0)]
    [InlineData("[]", 400, 0)]
    [InlineData("", 400, 0)]
    public async Task A_preview_shows_what_a_silence_would_hide(string body, int status, int count)
    {
        await _server.PostAlertAsync("{\"alertname\":\"x\",\"team\":\"a\"}");
        await _server.PostAlertAsync("{\"alertname\":\"y\"}");
        (HttpStatusCode code, string text) = await _server.CallAsync(HttpMethod.Post, "/api/tocsin/v1/silences/preview", body);
        Assert.True((int)code == status, $"{code} {text}");
        using JsonDocument json = JsonDocument.Parse(text);
        if (status == 200) Assert.Equal(count, json.RootElement.GetProperty("alerts").GetArrayLength());
        else Assert.Equal(JsonValueKind.String, json.RootElement.ValueKind);
    }

    [Fact]
    public async Task The_stream_says_hello_and_then_what_changed()
    {
        using HttpResponseMessage response = await _server.OpenAsync("/api/tocsin/v1/stream");
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal("event: hello", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        await _server.PostAlertAsync("{\"alertname\":\"x\"}");
        string? line;
        do line = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        while (line is not null && !line.Contains("\"alerts\"", StringComparison.Ordinal));
        Assert.NotNull(line);
        Assert.StartsWith("data: {\"topics\":[", line);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
