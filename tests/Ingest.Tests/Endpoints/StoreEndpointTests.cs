using Microsoft.Extensions.DependencyInjection;
using Tocsin.Model.Matchers;
using Tocsin.Model.Storage;

namespace Tocsin.Ingest.Tests.Endpoints;

public sealed class StoreEndpointTests
{
    private readonly FakeAdmin _admin = new();

    [Theory]
    [InlineData("snapshot")]
    [InlineData("delete_series?match[]=up")]
    [InlineData("clean_tombstones")]
    public async Task Operators_calls_are_refused_unless_they_are_allowed(string call)
    {
        (int status, string text) = await PostAsync(call, allowed: false);
        Assert.Equal(500, status);
        Assert.Equal("""{"status":"error","errorType":"unavailable","error":"admin APIs disabled"}""", text);
        Assert.Empty(_admin.Calls);
    }

    [Theory]
    [InlineData("snapshot", 200, """{"status":"success","data":{"name":"made"}}""", "snapshot True")]
    [InlineData("snapshot?skip_head=true", 200, """{"status":"success","data":{"name":"made"}}""", "snapshot False")]
    [InlineData("snapshot?skip_head=x", 400, "unable to parse boolean", "")]
    [InlineData("clean_tombstones", 204, "", "clean")]
    [InlineData("delete_series", 400, "no match[] parameter provided", "")]
    [InlineData("delete_series?match[]=up{", 400, "invalid parameter \\\"match[]\\\"", "")]
    [InlineData("delete_series?match[]=up&start=x", 400, "invalid time value for 'start': cannot parse \\\"x\\\" to a valid timestamp", "")]
    [InlineData("delete_series?match[]=up&start=1.5&end=1970-01-01T00:00:02Z", 204, "", "delete __name__=\"up\" 1500 2000")]
    public async Task They_do_what_upstreams_do(string call, int expectedStatus, string expected, string done)
    {
        (int status, string text) = await PostAsync(call, allowed: true);
        Assert.Equal(expectedStatus, status);
        Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.Equal(done, string.Join(';', _admin.Calls));
    }

    [Theory]
    [InlineData("tsdb?limit=2", """{"status":"success","data":{"headStats":{"numSeries":3,"numLabelPairs":4,"chunkCount":5,"minTime":6,"maxTime":7},"seriesCountByMetricName":[{"name":"up","value":2}],"labelValueCountByLabelName":[],"memoryInBytesByLabelName":[],"seriesCountByLabelValuePair":[]}}""")]
    [InlineData("tsdb?limit=0", """{"status":"error","errorType":"bad_data","error":"limit must be a positive number"}""")]
    [InlineData("walreplay", """{"status":"success","data":{"min":1,"max":9,"current":8}}""")]
    [InlineData("tsdb/blocks", """{"status":"success","data":{"blocks":[{"ulid":"x"}]}}""")]
    public async Task The_state_of_the_store_is_told_as_upstream_tells_it(string path, string expected)
    {
        await using IngestServer server = await StartAsync(allowed: false);
        using HttpResponseMessage answer = await server.Client.GetAsync("/api/v1/status/" + path, TestContext.Current.CancellationToken);
        Assert.Equal(expected, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private Task<IngestServer> StartAsync(bool allowed) =>
        IngestServer.StartAsync("", options => options with { AdminApi = allowed }, services: services => services.AddSingleton<IStoreAdmin>(_admin));

    private async Task<(int, string)> PostAsync(string call, bool allowed)
    {
        await using IngestServer server = await StartAsync(allowed);
        using HttpResponseMessage answer = await server.Client.PostAsync("/api/v1/admin/tsdb/" + call, null, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private sealed class FakeAdmin : IStoreAdmin
    {
        public List<string> Calls { get; } = [];

        public ReplayProgress Replay => new(1, 9, 8);

        public void Delete(IReadOnlyList<Matcher> matchers, long start, long end) => Calls.Add($"delete {string.Join(',', matchers)} {start} {end}");

        public void CleanTombstones(CancellationToken cancel) => Calls.Add("clean");

        public string Snapshot(bool withHead, CancellationToken cancel)
        {
            Calls.Add($"snapshot {withHead}");
            return "made";
        }

        public StoreStatus Status(int limit) => new()
        {
            Series = 3,
            LabelPairs = 4,
            Chunks = 5,
            MinTime = 6,
            MaxTime = 7,
            SeriesByMetric = [new("up", limit)],
            ValuesByLabel = [],
            BytesByLabel = [],
            SeriesByPair = [],
        };

        public IReadOnlyList<ReadOnlyMemory<byte>> BlockDescriptions() => ["{\"ulid\":\"x\"}"u8.ToArray()];
    }
}
