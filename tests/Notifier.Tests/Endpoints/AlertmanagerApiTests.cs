using System.Net;
using System.Text.Json;

namespace Tocsin.Notifier.Tests.Endpoints;

public sealed class AlertmanagerApiTests : IAsyncLifetime
{
    private const string Silence = "\"startsAt\":\"2026-01-01T00:00:00Z\",\"endsAt\":\"2096-01-01T00:00:00Z\",\"createdBy\":\"me\",\"comment\":\"c\"";
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_posted_alert_is_shown_with_upstreams_keys_in_upstreams_order()
    {
        await _server.PostAlertAsync("{\"alertname\":\"x\",\"team\":\"a\"}");
        JsonElement alert = (await _server.GetAsync("/api/v2/alerts"))[0];
        Assert.Equal(["annotations", "endsAt", "fingerprint", "receivers", "startsAt", "status", "updatedAt", "labels"], alert.EnumerateObject().Select(entry => entry.Name));
        Assert.Equal("team-a", alert.GetProperty("receivers")[0].GetProperty("name").GetString());
        Assert.Matches("^[0-9-]{10}T[0-9:]{8}\\.[0-9]{3}Z$", alert.GetProperty("startsAt").GetString());
        Assert.Equal("{\"inhibitedBy\":[],\"mutedBy\":[],\"silencedBy\":[],\"state\":", alert.GetProperty("status").GetRawText()[..55]);
    }

    [Theory]
    [InlineData("[{\"annotations\":{}}]", 422, "{\"code\":602,\"message\":\"0.labels in body is required\"}")]
    [InlineData("[{\"labels\":{\"a\":\"b\"},\"generatorURL\":\"not a url\"}]", 422, "{\"code\":601,\"message\":\"0.generatorURL in body must be of type uri: \\\"not a url\\\"\"}")]
    [InlineData("", 422, "{\"code\":602,\"message\":\"alerts in body is required\"}")]
    [InlineData("[{\"labels\":{}}]", 400, "\"at least one label pair required\"")]
    [InlineData("[", 400, "parsing alerts body from \\\"\\\" failed, because unexpected EOF")]
    [InlineData("{", 400, "unexpected EOF")]
    [InlineData("{}", 400, "json: cannot unmarshal object into Go value of type models.PostableAlerts")]
    [InlineData("[{\"labels\":{\"a\":\"b\"}},]", 400, "invalid character ']' looking for beginning of value")]
    [InlineData("[\n{a:1}]", 400, "invalid character 'a' looking for beginning of object key string")]
    [InlineData("[{\"labels\":{\"a\" \"b\"}}]", 400, "invalid character '\\\"' after object key")]
    [InlineData("[{\"labels\":[]}]", 400, "json: cannot unmarshal array into Go struct field Alert.labels of type models.LabelSet")]
    [InlineData("[{\"labels\":{\"a\":1}}]", 400, "json: cannot unmarshal number into Go struct field Alert.labels.a of type string")]
    [InlineData("[{\"labels\":{\"a\":\"b\"},\"endsAt\":5}]", 400, "json: cannot unmarshal number into Go value of type string")]
    [InlineData("[{\"labels\":{\"a\":\"b\"},\"startsAt\":\"yesterday\"}]", 400, "parsing alerts body")]
    [InlineData("null", 200, "")]
    [InlineData("[{\"labels\":{\"a\\u0062\":\"\\u00e9\"},\"endsAt\":\"0001-01-01T00:00:00.000Z\",\"other\":{\"x\":[1]}}]", 200, "")]
    public async Task Posted_alerts_are_checked_as_upstream_checks_them(string body, int status, string answer)
    {
        (HttpStatusCode code, string text) = await _server.CallAsync(HttpMethod.Post, "/api/v2/alerts", body);
        Assert.Equal(status, (int)code);
        Assert.Contains(answer, text);
    }

    [Fact]
    public async Task Good_alerts_of_a_bad_batch_are_kept()
    {
        (HttpStatusCode code, _) = await _server.CallAsync(HttpMethod.Post, "/api/v2/alerts", "[{\"labels\":{}},{\"labels\":{\"alertname\":\"good\"}}]");
        Assert.Equal(HttpStatusCode.BadRequest, code);
        Assert.Equal(1, (await _server.GetAsync("/api/v2/alerts")).GetArrayLength());
    }

    [Fact]
    public async Task Another_content_type_is_refused()
    {
        (HttpStatusCode code, string text) = await _server.CallAsync(HttpMethod.Post, "/api/v2/alerts", "[]", "text/plain");
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "{\"code\":415,\"message\":\"unsupported media type \\\"text/plain\\\", only [application/json] are allowed\"}"), (code, text));
    }

    [Theory]
    [InlineData("", 3)]
    [InlineData("?filter=team%3Da", 1)]
    [InlineData("?filter=team%3Da&filter=alertname%3Dy", 0)]
    [InlineData("?filter=team%3D%22%22", 2)]
    [InlineData("?filter=team!%3D%22%22", 1)]
    [InlineData("?receiver=team-.*", 1)]
    [InlineData("?receiver=team", 0)]
    [InlineData("?receiver_matchers=owner%3Dada", 1)]
    [InlineData("?silenced=false", 2)]
    [InlineData("?inhibited=false", 2)]
    [InlineData("?active=false", 2)]
    [InlineData("?active=maybe&silenced=false", 1)]
    public async Task Alerts_are_filtered(string query, int count)
    {
        await _server.PostAlertAsync("{\"alertname\":\"x\",\"team\":\"a\"}");
        await _server.PostAlertAsync("{\"alertname\":\"y\",\"severity\":\"critical\",\"job\":\"j\"}");
        await _server.PostAlertAsync("{\"alertname\":\"z\",\"severity\":\"warning\",\"job\":\"j\"}");
        await SilenceAsync("{\"name\":\"team\",\"value\":\"a\",\"isRegex\":false}");
        await _server.UntilAsync("/api/v2/alerts?silenced=false&inhibited=false", list => list.EnumerateArray().All(alert => alert.GetProperty("status").GetProperty("state").GetString() == "active"));
        Assert.Equal(count, (await _server.GetAsync("/api/v2/alerts" + query)).GetArrayLength());
    }

    [Theory]
    [InlineData("?filter=x", "\"bad matcher format: x\"")]
    [InlineData("?filter=%7Ba%3Db%7D", "\"unexpected open or close brace: {a=b}\"")]
    [InlineData("?receiver=(", "\"failed to parse receiver param: error parsing regexp: missing closing ): `^(?:()$`\"")]
    [InlineData("?receiver_matchers=x", "\"failed to parse receiver_matchers param: bad matcher format: x\"")]
    [InlineData("?filter=a%3D~(b", "\"error parsing regexp: missing closing ): `^(?:(b)$`\"")]
    public async Task A_bad_filter_is_a_bare_text_with_400(string query, string answer)
    {
        foreach (string path in (string[])["/api/v2/alerts", "/api/v2/alerts/groups"])
        {
            (HttpStatusCode code, string text) = await _server.CallAsync(HttpMethod.Get, path + query);
            Assert.Equal(HttpStatusCode.BadRequest, code);
            Assert.Contains(answer, text);
        }
    }

    [Fact]
    public async Task Groups_have_their_labels_receiver_and_alerts_and_muted_ones_say_so()
    {
        await _server.PostAlertAsync("{\"alertname\":\"x\",\"team\":\"a\"}");
        await _server.PostAlertAsync("{\"alertname\":\"n\",\"night\":\"yes\"}");
        JsonElement groups = await _server.UntilAsync("/api/v2/alerts/groups", list => list.GetArrayLength() == 2 && list.ToString().Contains("always", StringComparison.Ordinal));
        Assert.Equal(["alerts", "labels", "receiver", "routeLabels"], groups[0].EnumerateObject().Select(entry => entry.Name));
        Assert.Equal("{\"alertname\":\"n\"}", groups[0].GetProperty("labels").GetRawText());
        JsonElement status = groups[0].GetProperty("alerts")[0].GetProperty("status");
        Assert.Equal(("always", "suppressed"), (status.GetProperty("mutedBy")[0].GetString(), status.GetProperty("state").GetString()));
        Assert.Equal(1, (await _server.GetAsync("/api/v2/alerts/groups?muted=false")).GetArrayLength());
        Assert.Equal(1, (await _server.GetAsync("/api/v2/alerts/groups?receiver=team-a")).GetArrayLength());
    }

    [Theory]
    [InlineData("{\"matchers\":[],SILENCE}", 422, "{\"code\":612,\"message\":\"matchers in body should have at least 1 items\"}")]
    [InlineData("{SILENCE}", 422, "{\"code\":602,\"message\":\"matchers in body is required\"}")]
    [InlineData("{\"matchers\":[{\"name\":\"a\",\"value\":\"b\",\"isRegex\":false}]}", 422, "{\"code\":602,\"message\":\"comment in body is required\"}")]
    [InlineData("{\"matchers\":[{\"name\":\"a\",\"value\":\"\",\"isRegex\":false}],SILENCE}", 400, "at least one matcher must not match the empty string")]
    [InlineData("{\"matchers\":[{\"name\":\"a\",\"value\":\"(\",\"isRegex\":true}],SILENCE}", 400, "\"invalid silence: invalid label matcher 0")]
    [InlineData("{\"id\":\"00000000-0000-0000-0000-000000000000\",\"matchers\":[{\"name\":\"a\",\"value\":\"b\",\"isRegex\":false}],SILENCE}", 404, "\"silence not found\"")]
    [InlineData("{\"id\":\"zz\",\"matchers\":[{\"name\":\"a\",\"value\":\"b\",\"isRegex\":false}],SILENCE}", 404, "\"silence not found\"")]
    [InlineData("{\"matchers\":[{\"name\":\"a\",\"value\":\"b\",\"isRegex\":false}],\"startsAt\":\"2026-01-01T00:00:00Z\",\"endsAt\":\"2025-01-01T00:00:00Z\",\"createdBy\":\"\",\"comment\":\"\"}", 400, "\"Failed to create silence: start time must be before end time\"")]
    [InlineData("{\"matchers\":[{\"name\":\"a\",\"value\":\"b\",\"isRegex\":false}],\"startsAt\":\"2024-01-01T00:00:00Z\",\"endsAt\":\"2025-01-01T00:00:00Z\",\"createdBy\":\"\",\"comment\":\"\"}", 400, "\"Failed to create silence: end time can't be in the past\"")]
    public async Task A_bad_silence_is_refused_as_upstream_refuses_it(string body, int status, string answer)
    {
        (HttpStatusCode code, string text) = await _server.CallAsync(HttpMethod.Post, "/api/v2/silences", body.Replace("SILENCE", Silence, StringComparison.Ordinal));
        Assert.True((int)code == status && text.Contains(answer, StringComparison.Ordinal), $"{code} {text}");
    }

    [Fact]
    public async Task A_silence_lives_from_its_post_to_its_delete()
    {
        string id = await SilenceAsync("{\"name\":\"a\",\"value\":\"b\",\"isRegex\":true}");
        JsonElement silence = await _server.GetAsync("/api/v2/silence/" + id);
        Assert.Equal(["id", "status", "updatedAt", "comment", "createdBy", "endsAt", "matchers", "startsAt"], silence.EnumerateObject().Select(entry => entry.Name));
        Assert.Equal("[{\"isEqual\":true,\"isRegex\":true,\"name\":\"a\",\"value\":\"b\"}]", silence.GetProperty("matchers").GetRawText());
        Assert.Equal(1, (await _server.GetAsync("/api/v2/silences?filter=a%3D~b")).GetArrayLength());
        Assert.Equal(0, (await _server.GetAsync("/api/v2/silences?filter=a%3Db")).GetArrayLength());
        Assert.Equal(0, (await _server.GetAsync("/api/v2/silences?active=false")).GetArrayLength());
        Assert.Equal((HttpStatusCode.OK, ""), await _server.CallAsync(HttpMethod.Delete, "/api/v2/silence/" + id));
        Assert.Equal("expired", (await _server.GetAsync("/api/v2/silence/" + id)).GetProperty("status").GetProperty("state").GetString());
        Assert.Equal(2, (await _server.GetAsync($"/api/tocsin/v1/silences/{id}/history")).GetProperty("versions").GetArrayLength());
    }

    [Fact]
    public async Task Unknown_and_misspelt_ids_differ()
    {
        const string Unknown = "/api/v2/silence/00000000-0000-0000-0000-000000000000";
        Assert.Equal((HttpStatusCode.NotFound, ""), await _server.CallAsync(HttpMethod.Get, Unknown));
        Assert.Equal((HttpStatusCode.NotFound, ""), await _server.CallAsync(HttpMethod.Delete, Unknown));
        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, "{\"code\":601,\"message\":\"silenceID in path must be of type uuid: \\\"nope\\\"\"}"),
            await _server.CallAsync(HttpMethod.Get, "/api/v2/silence/nope"));
    }

    [Fact]
    public async Task Status_shows_the_configuration_without_its_secrets()
    {
        JsonElement status = await _server.GetAsync("/api/v2/status");
        Assert.Equal(["cluster", "config", "uptime", "versionInfo"], status.EnumerateObject().Select(entry => entry.Name));
        string original = status.GetProperty("config").GetProperty("original").GetString()!;
        Assert.Contains("team-a", original);
        Assert.DoesNotContain("hunter2", original);
    }

    [Fact]
    public async Task Receivers_are_listed_with_their_labels() =>
        Assert.Equal("[{\"labels\":{\"name\":\"team-a\",\"owner\":\"ada\"},\"name\":\"team-a\"}]", (await _server.GetAsync("/api/v2/receivers?receiver_matchers=owner%3Dada")).GetRawText());

    private async Task<string> SilenceAsync(string matcher)
    {
        (HttpStatusCode code, string text) = await _server.CallAsync(HttpMethod.Post, "/api/v2/silences", $"{{\"matchers\":[{matcher}],{Silence}}}");
        Assert.True(code == HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("silenceID").GetString()!;
    }
}
