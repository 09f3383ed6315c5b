using System.Text.Json;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.Engine.Tests.Endpoints;

public sealed class QueryApiTests : IAsyncLifetime
{
    private const long Now = 1_800_000_000_050;

    private RunningEngine _engine = null!;

    public async ValueTask InitializeAsync()
    {
        _engine = await RunningEngine.StartAsync();
        foreach (string instance in new[] { "a", "b" })
            for (int i = 0; i <= 4; i++)
                _engine.Samples.Put(LabelSet.Create(("__name__", "up"), ("instance", instance), ("job", "nodé")), Now - (4 - i) * 15_000, instance == "a" ? 1 : 0.5);
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Theory]
    [InlineData("query=1%2B1&time=1795356268.05", """{"status":"success","data":{"resultType":"scalar","result":[1795356268.05,"2"]}}""")]
    [InlineData("query=1e100&time=1", """{"status":"success","data":{"resultType":"scalar","result":[1,"10000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"]}}""")]
    [InlineData("query=\"a\"&time=0", """{"status":"success","data":{"resultType":"string","result":[0,"a"]}}""")]
    [InlineData("query=vector(1e-7)&time=1795356268.05", """{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1795356268.050,"1e-07"]}]}}""")]
    [InlineData("query=nothing", """{"status":"success","data":{"resultType":"vector","result":[]}}""")]
    [InlineData("query=up{instance=\"a\"}", """{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"up","instance":"a","job":"nodé"},"value":[1800000000.050,"1"]}]}}""")]
    public async Task An_instant_query_answers_byte_for_byte(string query, string answer) =>
        Assert.Equal((200, answer), await _engine.GetAsync("/api/v1/query?" + query));

    [Fact]
    public async Task Statistics_come_when_they_are_asked_for_and_operators_with_analyze()
    {
        Assert.DoesNotContain("stats", (await _engine.GetAsync("/api/v1/query?query=sum(up)")).Body, StringComparison.Ordinal);
        JsonElement all = (await _engine.DataAsync("/api/v1/query?query=sum(up)&stats=all")).GetProperty("stats");
        Assert.Equal(2, all.GetProperty("samples").GetProperty("totalQueryableSamples").GetInt64());
        Assert.True((await _engine.DataAsync("/api/v1/query?query=\"a\"&stats=all")).TryGetProperty("stats", out _));
        Assert.True(all.GetProperty("timings").GetProperty("execTotalTime").GetDouble() > 0);
        Assert.False(all.TryGetProperty("operators", out _));
        JsonElement top = (await _engine.DataAsync("/api/v1/query?query=sum(up)&stats=analyze")).GetProperty("stats").GetProperty("operators");
        Assert.Equal(1, top.GetProperty("rows").GetInt64());
        Assert.Equal("up", top.GetProperty("inputs")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_form_and_an_address_ask_the_same()
    {
        (int status, string body) = await _engine.PostAsync("/api/v1/query", ("query", "up"), ("limit", "1"));
        Assert.Equal(200, status);
        JsonElement root = JsonDocument.Parse(body).RootElement;
        Assert.Equal(1, root.GetProperty("data").GetProperty("result").GetArrayLength());
        Assert.Equal("results truncated due to limit", root.GetProperty("warnings")[0].GetString());
    }

    [Fact]
    public async Task A_range_query_gives_a_matrix_in_order_of_labels()
    {
        JsonElement data = await _engine.DataAsync($"/api/v1/query_range?query=up&start={(Now - 30_000) / 1000.0}&end={Now / 1000.0}&step=15s");
        Assert.Equal("matrix", data.GetProperty("resultType").GetString());
        Assert.Equal(["a", "b"], data.GetProperty("result").EnumerateArray().Select(series => series.GetProperty("metric").GetProperty("instance").GetString()));
        Assert.Equal("""[[1799999970.050,"0.5"],[1799999985.050,"0.5"],[1800000000.050,"0.5"]]""", data.GetProperty("result")[1].GetProperty("values").GetRawText());
    }

    [Theory]
    [InlineData("query?query=up{", 400, "bad_data", "invalid parameter \"query\": 1:4: parse error: unexpected end of input inside braces")]
    [InlineData("query?query=1&time=foo", 400, "bad_data", "invalid parameter \"time\": invalid time value for 'time': cannot parse \"foo\" to a valid timestamp")]
    [InlineData("query?query=1&limit=-1", 400, "bad_data", "invalid parameter \"limit\": limit must be non-negative")]
    [InlineData("query?query=1&timeout=x", 400, "bad_data", "invalid parameter \"timeout\": cannot parse \"x\" to a valid duration")]
    [InlineData("query?query=1&timeout=0", 400, "bad_data", "invalid parameter \"query\": context deadline exceeded")]
    [InlineData("query_range?query=1&start=1&end=0&step=1", 400, "bad_data", "invalid parameter \"end\": end timestamp must not be before start time")]
    [InlineData("query_range?query=1&end=0&step=1", 400, "bad_data", "invalid parameter \"start\": cannot parse \"\" to a valid timestamp")]
    [InlineData("query_range?query=1&start=0&end=1&step=0", 400, "bad_data", "invalid parameter \"step\": zero or negative query resolution step widths are not accepted. Try a positive integer")]
    [InlineData("query_range?query=1&start=0&end=11001&step=1", 400, "bad_data", "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)")]
    [InlineData("series", 400, "bad_data", "no match[] parameter provided")]
    [InlineData("rules?type=foo", 400, "bad_data", "invalid parameter \"type\": not supported value \"foo\"")]
    [InlineData("series?match[]={a=\"\"}", 400, "bad_data", "invalid parameter \"match[]\": match[] must contain at least one non-empty matcher")]
    [InlineData("series?match[]=up[5m]", 400, "bad_data", "invalid parameter \"match[]\": 1:3: parse error: unexpected \"[\"")]
    [InlineData("series?match[]=up offset 5m", 400, "bad_data", "invalid parameter \"match[]\": 1:4: parse error: unexpected <offset>")]
    [InlineData("series?match[]=1", 400, "bad_data", "invalid parameter \"match[]\": 1:1: parse error: unexpected number \"1\"")]
    [InlineData("series?match[]=sum(up)", 400, "bad_data", "invalid parameter \"match[]\": 1:4: parse error: unexpected \"(\"")]
    [InlineData("series?match[]=(up)", 400, "bad_data", "invalid parameter \"match[]\": 1:1: parse error: unexpected \"(\"")]
    [InlineData("series?match[]=-up", 400, "bad_data", "invalid parameter \"match[]\": 1:1: parse error: unexpected <op:->")]
    [InlineData("series?match[]=up or up", 400, "bad_data", "invalid parameter \"match[]\": 1:4: parse error: unexpected <op:or>")]
    [InlineData("series?match[]=", 400, "bad_data", "invalid parameter \"match[]\": unknown position: parse error: unexpected end of input")]
    [InlineData("series?match[]=up{a=}", 400, "bad_data", "invalid parameter \"match[]\": 1:6: parse error: unexpected \"}\" in label matching, expected string")]
    [InlineData("labels?match[]=up offset 5m", 400, "bad_data", "1:4: parse error: unexpected <offset>")]
    [InlineData("label/a/values?match[]={}", 400, "bad_data", "match[] must contain at least one non-empty matcher")]
    [InlineData("labels?limit=99999999999999999999", 400, "bad_data", "invalid parameter \"limit\": strconv.Atoi: parsing \"99999999999999999999\": value out of range")]
    [InlineData("labels?limit=-99999999999999999999", 400, "bad_data", "invalid parameter \"limit\": strconv.Atoi: parsing \"-99999999999999999999\": value out of range")]
    [InlineData("labels?limit=-", 400, "bad_data", "invalid parameter \"limit\": strconv.Atoi: parsing \"-\": invalid syntax")]
    [InlineData("query_exemplars?query=x{", 400, "bad_data", "1:3: parse error: unexpected end of input inside braces")]
    public async Task A_wrong_request_is_refused_with_upstreams_words(string path, int status, string type, string error)
    {
        (int gotStatus, string body) = await _engine.GetAsync("/api/v1/" + path);
        JsonElement root = JsonDocument.Parse(body).RootElement;
        Assert.Equal((status, "error", type, error), (gotStatus, root.GetProperty("status").GetString(), root.GetProperty("errorType").GetString(), root.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task Exactly_11000_steps_are_allowed() =>
        Assert.Equal(200, (await _engine.GetAsync("/api/v1/query_range?query=1&start=0&end=11000&step=1")).Status);

    [Theory]
    [InlineData("series?match[]=up{instance=\"b\"}&match[]=up", """[{"__name__":"up","instance":"a","job":"nodé"},{"__name__":"up","instance":"b","job":"nodé"}]""")]
    [InlineData("series?match[]=up&limit=1", """[{"__name__":"up","instance":"a","job":"nodé"}]""")]
    [InlineData("labels", """["__name__","instance","job"]""")]
    [InlineData("labels?match[]=nothing", "[]")]
    [InlineData("labels?limit=99999999999", """["__name__","instance","job"]""")]
    [InlineData("series?match[]=offset", "[]")]
    [InlineData("label/instance/values", """["a","b"]""")]
    [InlineData("label/instance/values?match[]=up{instance=\"b\"}&match[]=up{instance=\"a\"}", """["a","b"]""")]
    [InlineData("label/U__in_73_tance/values", """["a","b"]""")]
    [InlineData("query_exemplars?query=up&start=1795356268000&end=1795356269000", "[]")]
    [InlineData("format_query?query=sum(up)by(job)", "\"sum by (job) (up)\"")]
    [InlineData("alertmanagers", """{"activeAlertmanagers":[],"droppedAlertmanagers":[]}""")]
    [InlineData("alerts", """{"alerts":[]}""")]
    [InlineData("rules", """{"groups":[]}""")]
    [InlineData("status/flags", """{"config.file":"prometheus.yml"}""")]
    public async Task Reading_paths_answer(string path, string data) => Assert.Equal(data, (await _engine.DataAsync("/api/v1/" + path)).GetRawText());

    [Fact]
    public async Task Exemplars_of_a_series_that_several_selectors_match_come_once()
    {
        _engine.Samples.Exemplars.Add(new SeriesExemplars(
            LabelSet.Create(("__name__", "up"), ("instance", "a")), [new Exemplar(LabelSet.Create(("trace", "1")), 1, Now)]));
        JsonElement data = await _engine.DataAsync("/api/v1/query_exemplars?query=up %2B up{instance=\"a\"}");
        Assert.Equal(1, data.GetArrayLength());
    }

    [Fact]
    public async Task A_refused_match_of_a_form_is_told_as_that_of_an_address()
    {
        (int status, string body) = await _engine.PostAsync("/api/v1/labels", ("match[]", "-up"));
        Assert.Equal((400, "1:1: parse error: unexpected <op:->"), (status, JsonDocument.Parse(body).RootElement.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task Build_information_has_no_features_so_that_Grafana_takes_us_for_Prometheus()
    {
        JsonElement data = await _engine.DataAsync("/api/v1/status/buildinfo");
        Assert.Equal("3.14.0", data.GetProperty("version").GetString());
        Assert.False(data.TryGetProperty("features", out _));
        Assert.False((await _engine.DataAsync("/api/v1/status/runtimeinfo")).GetProperty("reloadConfigSuccess").GetBoolean());
    }
}
