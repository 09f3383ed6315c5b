using System.Net;
using System.Text;
using System.Text.Json;
using Tocsin.Notifier.Tests.Scenarios;

namespace Tocsin.Notifier.Tests.Endpoints;

/// <summary>Input made to hurt: it is refused with an error that says why, and others go on.</summary>
public sealed class HostileInputTests
{
    private const string Config = "route: {receiver: team, group_wait: 0s}\nreceivers: [{name: team, webhook_configs: [{url: 'HOOK/team'}]}]";

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_before_it_is_read()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Config);
        (HttpStatusCode status, string body) = await notifier.CallAsync(HttpMethod.Post, "/api/v2/silences", "{\"comment\":\"" + new string('x', 2 * 1024 * 1024) + "\"}");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Contains("larger than", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v2/alerts", 33)]
    [InlineData("/api/v2/silences", 2)]
    public async Task A_body_without_an_announced_length_is_left_at_the_limit(string path, int megabytes)
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Config);
        using var http = new HttpClient { DefaultRequestHeaders = { TransferEncodingChunked = true } };
        byte[] text = Encoding.UTF8.GetBytes("[{\"comment\":\"" + new string('x', megabytes * 1024 * 1024));
        using var content = new StreamContent(new MemoryStream(text)) { Headers = { ContentType = new("application/json") } };
        try
        {
            using HttpResponseMessage answer = await http.PostAsync(notifier.Url + path, content, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        }
        catch (HttpRequestException e) when (e.InnerException is IOException)
        {
            // The connection is closed on whoever goes on sending.
        }
        Assert.Equal(0, (await notifier.GetAsync("/api/v2/alerts")).GetArrayLength());
    }

    [Theory]
    [InlineData("nesting")]
    [InlineData("nesting in a matcher")]
    [InlineData("half a character")]
    [InlineData("bytes that are no text")]
    public async Task A_body_that_is_no_silence_is_refused(string kind)
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Config);
        string lists = string.Concat(Enumerable.Repeat("[", 10_000));
        string body = kind switch
        {
            "nesting" => lists,
            "nesting in a matcher" => "{\"comment\":\"x\",\"createdBy\":\"x\",\"endsAt\":\"2027-01-01T00:00:00Z\",\"matchers\":[{\"name\":" + lists,
            "half a character" => """{"comment":"\ud800","createdBy":"x","startsAt":"2026-01-01T00:00:00Z","endsAt":"2027-01-01T00:00:00Z","matchers":[{"name":"a","value":"b","isRegex":false}]}""",
            _ => """{"comment":"?","createdBy":"x","startsAt":"2026-01-01T00:00:00Z","endsAt":"2027-01-01T00:00:00Z","matchers":[{"name":"a","value":"b","isRegex":false}]}""",
        };
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        if (kind == "bytes that are no text") bytes[Array.IndexOf(bytes, (byte)'?')] = 0xFF;
        using var http = new HttpClient();
        using var content = new ByteArrayContent(bytes) { Headers = { ContentType = new("application/json") } };
        using HttpResponseMessage answer = await http.PostAsync(notifier.Url + "/api/v2/silences", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(0, (await notifier.GetAsync("/api/v2/silences")).GetArrayLength());
    }

    [Theory]
    [InlineData("labels", HttpStatusCode.OK)]
    [InlineData("one value", HttpStatusCode.OK)]
    [InlineData("a time", HttpStatusCode.BadRequest)]
    [InlineData("a link", HttpStatusCode.UnprocessableEntity)]
    [InlineData("errors", HttpStatusCode.BadRequest)]
    public async Task What_goes_on_without_end_costs_its_length_and_is_not_repeated_in_an_error(string kind, HttpStatusCode expected)
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Config);
        await notifier.FireAsync(("alertname", "known"));
        int size = int.TryParse(Environment.GetEnvironmentVariable("TOCSIN_LABELS"), System.Globalization.CultureInfo.InvariantCulture, out int wanted) ? wanted : 20_000;
        string text = new('x', size * 10);
        string body = kind switch
        {
            "labels" => "[{\"labels\":{" + string.Join(',', Enumerable.Range(0, size).Select(i => $"\"l{i}\":\"v\"")) + "}}]",
            "one value" => "[{\"labels\":{\"alertname\":\"" + text + "\"}}]",
            "a time" => $$"""[{"labels":{"alertname":"a"},"startsAt":"{{text}}"}]""",
            "a link" => $$"""[{"labels":{"alertname":"a"},"generatorURL":"{{text}}"}]""",
            _ => "[" + string.Join(',', Enumerable.Repeat("""{"labels":{"":"x"},"endsAt":"2020-01-01T00:00:00Z","startsAt":"2026-01-01T00:00:00Z"}""", size)) + "]",
        };
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        (HttpStatusCode status, string answer) = await notifier.CallAsync(HttpMethod.Post, "/api/v2/alerts", body);
        Assert.Equal(expected, status);
        Assert.True(answer.Length < 10_000, answer[..Math.Min(answer.Length, 1000)]);
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10));
        Assert.Equal("known", await notifier.NamesAsync("/api/v2/alerts?filter=alertname%3Dknown"));
    }

    [Theory]
    [InlineData("nesting")]
    [InlineData("a number for a label")]
    [InlineData("half a text")]
    public async Task A_body_that_is_no_list_of_alerts_is_refused(string kind)
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Config);
        string body = kind switch
        {
            "nesting" => string.Concat(Enumerable.Repeat("[", 10_000)),
            "half a text" => "[{\"labels\":{\"alertname\":\"x",
            _ => """[{"labels":{"alertname":1}}]""",
        };
        Assert.Equal(HttpStatusCode.BadRequest, (await notifier.CallAsync(HttpMethod.Post, "/api/v2/alerts", body)).Status);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused_and_the_other_alerts_of_the_call_are_taken()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Config);
        byte[] body = [.. "[{\"labels\":{\"alertname\":\"good\"}},{\"labels\":{\"alertname\":\""u8, 0xC3, 0x28, .. "\"}}]"u8];
        using var http = new HttpClient();
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        using HttpResponseMessage answer = await http.PostAsync(notifier.Url + "/api/v2/alerts", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("invalid label set", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("good", await notifier.NamesAsync("/api/v2/alerts"));
    }

    [Theory]
    [InlineData("(((((a{1,1000}){1,1000}){1,1000}){1,1000}){1,1000})")]
    [InlineData("(?=a)b")]
    [InlineData("(a)\\1")]
    [InlineData("[")]
    public async Task A_pattern_made_to_hurt_or_unknown_to_RE2_is_refused_in_a_silence_and_in_a_filter(string pattern)
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Config);
        string silence = JsonSerializer.Serialize(new
        {
            matchers = new[] { new { name = "a", value = pattern, isRegex = true, isEqual = true } },
            startsAt = notifier.Clock.GetUtcNow(),
            endsAt = notifier.Clock.GetUtcNow().AddHours(1),
            createdBy = "x",
            comment = "x",
        });
        Assert.Equal(HttpStatusCode.BadRequest, (await notifier.CallAsync(HttpMethod.Post, "/api/v2/silences", silence)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await notifier.CallAsync(HttpMethod.Get, "/api/v2/alerts?receiver=" + Uri.EscapeDataString(pattern))).Status);
    }

    [Fact]
    public async Task Patterns_that_take_others_exponential_time_take_linear_time()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Config);
        await notifier.FireAsync(("alertname", new string('a', 5000) + "!"));
        Assert.Equal(HttpStatusCode.OK, (await notifier.SetSilenceAsync("alertname", "(a+)+b", 0, 60, regex: true)).Status);
        Assert.Equal("active", (await notifier.GetAsync("/api/v2/alerts"))[0].GetProperty("status").GetProperty("state").GetString());
    }

    [Fact]
    public async Task More_distinct_alerts_than_there_is_room_for_are_dropped_and_those_that_are_known_live_on()
    {
        int room = int.TryParse(Environment.GetEnvironmentVariable("TOCSIN_ALERTS"), System.Globalization.CultureInfo.InvariantCulture, out int wanted) ? wanted : 3000;
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Config, new NotifierOptions { MaxAlerts = room });
        await notifier.FireAsync(("alertname", "known"));
        for (int batch = 0; batch <= room / 1000; batch++)
        {
            var body = new StringBuilder("[");
            for (int i = 0; i < 1000; i++) body.Append(i > 0 ? "," : "").Append("{\"labels\":{\"alertname\":\"n").Append(batch).Append('x').Append(i).Append("\"}}");
            (HttpStatusCode status, string answer) = await notifier.CallAsync(HttpMethod.Post, "/api/v2/alerts", body.Append(']').ToString());
            Assert.Equal((batch + 1) * 1000 < room ? HttpStatusCode.OK : HttpStatusCode.BadRequest, status);
            if (status == HttpStatusCode.BadRequest) Assert.Contains($"too many alerts: {room}", answer, StringComparison.Ordinal);
        }
        Assert.Equal(room, (await notifier.GetAsync("/api/v2/alerts")).GetArrayLength());
        Assert.Equal("known", await notifier.NamesAsync("/api/v2/alerts?filter=alertname%3Dknown"));
    }
}
