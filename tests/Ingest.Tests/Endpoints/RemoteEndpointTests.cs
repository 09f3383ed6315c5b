using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Tocsin.Contracts.Remote;
using Tocsin.Testing.Wire;

namespace Tocsin.Ingest.Tests.Endpoints;

public sealed class RemoteEndpointTests
{
    private static WriteRequest Request(long time, double value, params (string, string)[] labels)
    {
        var series = new TimeSeries();
        foreach ((string name, string text) in labels) series.Labels.Add(new Label { Name = name, Value = text });
        series.Samples.Add(new Sample { Timestamp = time, Value = value });
        var request = new WriteRequest();
        request.Timeseries.Add(series);
        return request;
    }

    private static Task<HttpResponseMessage> PostAsync(IngestServer server, string path, IMessage message, string type = "application/x-protobuf", string? encoding = "snappy") =>
        PostAsync(server, path, message.ToByteArray(), type, encoding);

    private static async Task<HttpResponseMessage> PostAsync(IngestServer server, string path, byte[] message, string type, string? encoding = "snappy")
    {
        var content = new ByteArrayContent(SnappyBlock.Encode(message));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (encoding is not null) content.Headers.ContentEncoding.Add(encoding);
        return await server.Client.PostAsync(path, content, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Remote_write_answers_as_upstream_does()
    {
        await using IngestServer server = await IngestServer.StartAsync("", options => options with { RemoteWriteReceiver = true });
        (string, string)[] m = [("__name__", "m"), ("a", "b")];
        async Task<HttpStatusCode> Write(WriteRequest request, string type = "application/x-protobuf", string? encoding = "snappy")
        {
            using HttpResponseMessage response = await PostAsync(server, "/api/v1/write", request, type, encoding);
            return response.StatusCode;
        }
        Assert.Equal(HttpStatusCode.NoContent, await Write(Request(1000, 1, m)));
        Assert.Equal(HttpStatusCode.NoContent, await Write(Request(1000, 1, m)));
        Assert.Equal(HttpStatusCode.BadRequest, await Write(Request(1000, 2, m)));
        Assert.Equal(HttpStatusCode.BadRequest, await Write(Request(500, 1, m)));
        Assert.Equal(HttpStatusCode.NoContent, await Write(Request(2000, 1, ("__name__", "m"), ("x", "1"), ("x", "2"))));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await Write(Request(3000, 1, m), "text/plain"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await Write(Request(3000, 1, m), encoding: "gzip"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await Write(Request(3000, 1, m), "application/x-protobuf;proto=io.prometheus.write.v3.Request"));
        using var garbage = new ByteArrayContent([1, 2, 3, 4]) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-protobuf") } };
        using HttpResponseMessage refused = await server.Client.PostAsync("/api/v1/write", garbage, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal([(1000, 1d)], server.Store.Samples("""{__name__="m", a="b"}"""));
    }

    [Fact]
    public async Task Remote_write_2_stores_what_it_can_and_says_how_much()
    {
        await using IngestServer server = await IngestServer.StartAsync("", options => options with { RemoteWriteReceiver = true });
        byte[] Series(ulong name, params (long Time, double Value)[] samples)
        {
            WireWriter series = new WireWriter().Packed(1, 1, name);
            foreach ((long time, double value) in samples) series.Bytes(2, new WireWriter().Double(1, value).Varint(2, time).ToArray());
            return series.Bytes(4, new WireWriter().Double(2, 1).Varint(3, 5).ToArray()).ToArray();
        }
        async Task<HttpResponseMessage> Write(params byte[][] series)
        {
            var request = new WireWriter();
            foreach (string symbol in (string[])["", "__name__", "m", "n"]) request.Bytes(4, System.Text.Encoding.UTF8.GetBytes(symbol));
            foreach (byte[] one in series) request.Bytes(5, one);
            return await PostAsync(server, "/api/v1/write", request.ToArray(), "application/x-protobuf;proto=io.prometheus.write.v2.Request");
        }
        static string Written(HttpResponseMessage response) =>
            string.Join(' ', ((string[])["Samples", "Histograms", "Exemplars"]).Select(kind => response.Headers.GetValues($"X-Prometheus-Remote-Write-{kind}-Written").Single()));

        using HttpResponseMessage all = await Write(Series(2, (1000, 1), (2000, 2)), Series(3, (1000, 3)));
        Assert.Equal((HttpStatusCode.NoContent, "3 0 2"), (all.StatusCode, Written(all)));
        using HttpResponseMessage partial = await Write(Series(2, (500, 1), (3000, 3)), Series(3, (4000, 4)));
        Assert.Equal((HttpStatusCode.BadRequest, "2 0 2"), (partial.StatusCode, Written(partial)));
        Assert.Equal("out of order sample for series {__name__=\"m\"}\n", await partial.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["{__name__=\"m\"} 3", "{__name__=\"n\"} 4"], server.Store.Last());
        using HttpResponseMessage broken = await Write([0xFF]);
        Assert.Equal((HttpStatusCode.BadRequest, "0 0 0"), (broken.StatusCode, Written(broken)));
    }

    [Fact]
    public async Task Remote_write_is_closed_unless_it_is_opened()
    {
        await using IngestServer server = await IngestServer.StartAsync("");
        using HttpResponseMessage response = await PostAsync(server, "/api/v1/write", Request(1, 1, ("__name__", "m")));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task The_route_between_roles_stores_what_it_can()
    {
        await using IngestServer server = await IngestServer.StartAsync("");
        WriteRequest request = Request(1000, 1, ("__name__", "m"));
        request.Timeseries[0].Samples.Add(new Sample { Timestamp = 500, Value = 3 });
        request.MergeFrom(Request(1000, 2, ("__name__", "n")));
        using HttpResponseMessage response = await PostAsync(server, PeerRoutes.Write, request);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("1", response.Headers.GetValues(PeerRoutes.DroppedHeader).Single());
        Assert.Equal(["{__name__=\"m\"} 1", "{__name__=\"n\"} 2"], server.Store.Last());
    }

    [Fact]
    public async Task Remote_read_adds_external_labels_and_answers_matchers_on_them()
    {
        await using IngestServer server = await IngestServer.StartAsync("global: {external_labels: {cluster: x}}\n", options => options with { RemoteWriteReceiver = true });
        await PostAsync(server, "/api/v1/write", Request(1000, 7, ("__name__", "m"), ("a", "b")));
        var query = new Query { StartTimestampMs = 0, EndTimestampMs = 5000 };
        query.Matchers.Add(new LabelMatcher { Type = LabelMatcher.Types.Type.Eq, Name = "cluster", Value = "x" });
        query.Matchers.Add(new LabelMatcher { Type = LabelMatcher.Types.Type.Re, Name = "__name__", Value = "m|n" });
        var request = new ReadRequest();
        request.Queries.Add(query);
        using HttpResponseMessage response = await PostAsync(server, "/api/v1/read", request);
        ReadResponse answer = ReadResponse.Parser.ParseFrom(SnappyBlock.Decode(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)));
        TimeSeries series = answer.Results.Single().Timeseries.Single();
        Assert.Equal(["__name__=m", "a=b", "cluster=x"], series.Labels.Select(label => label.Name + "=" + label.Value));
        Assert.Equal(7, series.Samples.Single().Value);
        Assert.Equal("application/x-protobuf", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("snappy", response.Content.Headers.ContentEncoding.Single());
    }

    [Theory]
    [InlineData("/api/v1/targets/relabel_steps")]
    public async Task What_is_not_there_says_so(string path)
    {
        await using IngestServer server = await IngestServer.StartAsync("");
        using HttpResponseMessage response = await server.Client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotImplemented, response.StatusCode);
        JsonNode answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal("error", (string?)answer["status"]);
        Assert.Contains("not implemented", (string?)answer["error"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Federation_shows_the_newest_samples_with_external_labels_and_an_instance()
    {
        await using IngestServer server = await IngestServer.StartAsync("global: {external_labels: {cluster: x}}\n");
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await PostAsync(server, PeerRoutes.Write, Request(now - 1000, 1, ("__name__", "m"), ("a", "q\"")));
        await PostAsync(server, PeerRoutes.Write, Request(now, 2.5, ("__name__", "m"), ("a", "q\"")));
        await PostAsync(server, PeerRoutes.Write, Request(now - 600_000, 3, ("__name__", "old")));
        string page = await server.Client.GetStringAsync("/federate?match[]=m&match[]={__name__=~\"m|old\"}", TestContext.Current.CancellationToken);
        Assert.Equal($"# TYPE m untyped\nm{{a=\"q\\\"\",cluster=\"x\",instance=\"\"}} 2.5 {now}\n", page);
        Assert.Equal("", await server.Client.GetStringAsync("/federate", TestContext.Current.CancellationToken));
        using HttpResponseMessage bad = await server.Client.GetAsync("/federate?match[]={", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
    }
}
