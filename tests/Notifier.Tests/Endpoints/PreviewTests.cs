using System.Net;
using System.Text.Json;

namespace Tocsin.Notifier.Tests.Endpoints;

public sealed class PreviewTests : IAsyncLifetime
{
    private const string Path = "/api/tocsin/v1/notifications/preview";
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Given_alerts_are_rendered_and_nothing_is_sent()
    {
        JsonElement answer = await PreviewAsync("{\"receiver\":\"team-a\",\"alerts\":[{\"labels\":{\"alertname\":\"x\",\"team\":\"a\"},\"annotations\":{\"summary\":\"<s>\"}}]}");
        JsonElement preview = Assert.Single(answer.GetProperty("previews").EnumerateArray());
        Assert.Equal(("team-a", "inbox", 0, "[FIRING:1] x (a)"), (preview.GetProperty("receiver").GetString(), preview.GetProperty("integration").GetString(), preview.GetProperty("index").GetInt32(), preview.GetProperty("title").GetString()));
        Assert.Equal(("{}/{team=\"a\"}:{alertname=\"x\"}", JsonValueKind.Null), (answer.GetProperty("groupKey").GetString(), preview.GetProperty("error").ValueKind));
        Assert.Contains("summary: <s>", preview.GetProperty("content").GetProperty("parts")[1].GetProperty("text").GetString());
        Assert.Equal(0, (await _server.GetAsync("/api/tocsin/v1/notifications")).GetProperty("notifications").GetArrayLength());
        Assert.Equal(0, (await _server.GetAsync("/api/tocsin/v1/alerts")).GetProperty("alerts").GetArrayLength());
    }

    [Fact]
    public async Task Live_alerts_and_groups_are_rendered_as_they_are_now()
    {
        await _server.PostAlertAsync("{\"alertname\":\"x\",\"team\":\"a\"}");
        JsonElement state = await _server.UntilAsync("/api/tocsin/v1/alerts", seen => seen.GetProperty("groups").GetArrayLength() == 1);
        string fingerprint = state.GetProperty("alerts")[0].GetProperty("fingerprint").GetString()!, group = state.GetProperty("groups")[0].GetProperty("id").GetString()!;
        foreach (string which in (string[])[$"\"fingerprints\":[\"{fingerprint}\"]", $"\"groupId\":\"{group}\""])
        {
            JsonElement answer = await PreviewAsync($"{{\"receiver\":\"team-a\",{which}}}");
            Assert.Equal("[FIRING:1] x (a)", answer.GetProperty("previews")[0].GetProperty("title").GetString());
        }
    }

    [Theory]
    [InlineData("{}", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("{", HttpStatusCode.BadRequest)]
    [InlineData("{\"receiver\":\"team-a\",\"fingerprints\":[\"x\"]}", HttpStatusCode.BadRequest)]
    [InlineData("{\"receiver\":\"team-a\",\"fingerprints\":5}", HttpStatusCode.BadRequest)]
    [InlineData("{\"receiver\":\"nobody\",\"alerts\":[{\"labels\":{\"a\":\"b\"}}]}", HttpStatusCode.NotFound)]
    [InlineData("{\"receiver\":\"team-a\",\"integration\":\"slack\",\"alerts\":[{\"labels\":{\"a\":\"b\"}}]}", HttpStatusCode.NotFound)]
    [InlineData("{\"receiver\":\"team-a\"}", HttpStatusCode.NotFound)]
    [InlineData("{\"receiver\":\"team-a\",\"fingerprints\":[\"0000000000000001\"]}", HttpStatusCode.NotFound)]
    public async Task What_cannot_be_shown_is_refused(string body, HttpStatusCode status) =>
        Assert.Equal(status, (await _server.CallAsync(HttpMethod.Post, Path, body)).Status);

    private async Task<JsonElement> PreviewAsync(string body)
    {
        (HttpStatusCode status, string text) = await _server.CallAsync(HttpMethod.Post, Path, body);
        Assert.True(status == HttpStatusCode.OK, $"{status}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
