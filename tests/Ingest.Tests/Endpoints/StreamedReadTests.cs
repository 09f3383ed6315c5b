using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Tocsin.Contracts.Remote;
using Tocsin.Ingest.Endpoints;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;
using Tocsin.Testing.Peers;
using Tocsin.Testing.Processes;
using Tocsin.Tsdb;

namespace Tocsin.Ingest.Tests.Endpoints;

public sealed class StreamedReadTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tocsin-streamed-").FullName;
    private readonly long _now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000 * 1000;
    private Tsdb.Tsdb _store = null!;
    private IngestServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = Tsdb.Tsdb.Open(new TsdbOptions { Path = _folder }, TimeProvider.System, SilentTsdbEvents.Instance).Store!;
        _server = await IngestServer.StartAsync("global: {external_labels: {cluster: x}}\n", services: services => services.AddSingleton<ISeriesSource>(_store));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Frames_come_with_their_checksum_and_series_in_the_order_of_their_labels()
    {
        foreach (int i in new[] { 3, 1, 2 }) await FillAsync(Labels("m", i), 300, n => n * i);
        await FillAsync(Labels("h", 1), 150, Histogram);
        using HttpResponseMessage response = await AskAsync(ReadRequest.Types.ResponseType.StreamedXorChunks, ReadRequest.Types.ResponseType.Samples);
        Assert.Equal(StreamedRead.ContentType, response.Content.Headers.ContentType!.ToString());
        Assert.Empty(response.Content.Headers.ContentEncoding);
        List<ChunkedReadResponse> frames = Frames(await response.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal(["h 1", "m 1", "m 2", "m 3"], frames.Select(frame => frame.ChunkedSeries.Single()).Select(series =>
            $"{series.Labels.Single(label => label.Name == "__name__").Value} {series.Labels.Single(label => label.Name == "i").Value}"));
        Assert.All(frames, frame => Assert.Equal("x", frame.ChunkedSeries[0].Labels.Single(label => label.Name == "cluster").Value));
        Assert.All(frames[0].ChunkedSeries[0].Chunks, chunk => Assert.Equal(WireChunk.Types.Encoding.Histogram, chunk.Type));
        Assert.Equal(150, frames[0].ChunkedSeries[0].Chunks.Sum(CountOf));
        Assert.Equal([120, 120, 60], frames[1].ChunkedSeries[0].Chunks.Select(CountOf));
        Assert.Equal(_now - (299 * 10_000L), frames[1].ChunkedSeries[0].Chunks[0].MinTimeMs);
        Assert.Equal(_now, frames[1].ChunkedSeries[0].Chunks[^1].MaxTimeMs);
    }

    [Fact]
    public async Task A_series_with_many_chunks_comes_in_several_frames()
    {
        var random = new Random(1);
        await FillAsync(Labels("m", 1), 200_000, _ => random.NextDouble(), step: 15);
        using HttpResponseMessage response = await AskAsync(ReadRequest.Types.ResponseType.StreamedXorChunks);
        List<ChunkedReadResponse> frames = Frames(await response.Content.ReadAsByteArrayAsync(Cancel));
        Assert.InRange(frames.Count, 2, 3);
        Assert.InRange(frames.Max(frame => frame.CalculateSize()), 900 * 1024, 1024 * 1024);
        Assert.Equal(200_000, frames.Sum(frame => frame.ChunkedSeries.Single().Chunks.Sum(CountOf)));
    }

    [Fact]
    public async Task The_first_type_that_is_known_is_taken()
    {
        await FillAsync(Labels("m", 1), 1, _ => 1);
        using HttpResponseMessage samples = await AskAsync((ReadRequest.Types.ResponseType)7, ReadRequest.Types.ResponseType.Samples, ReadRequest.Types.ResponseType.StreamedXorChunks);
        Assert.Equal("application/x-protobuf", samples.Content.Headers.ContentType!.ToString());
        using HttpResponseMessage none = await AskAsync((ReadRequest.Types.ResponseType)7);
        Assert.Equal(HttpStatusCode.BadRequest, none.StatusCode);
        Assert.Contains("server does not support any of the requested response types", await none.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_real_Prometheus_reads_floats_and_histograms_from_us()
    {
        string? program = PeerPrograms.Find("prometheus");
        Assert.SkipWhen(program is null, "prometheus is not installed");
        for (int i = 0; i < 5; i++) await FillAsync(Labels("m", i), 300, n => (n * 0.5) + i);
        await FillAsync(Labels("h", 1), 200, Histogram);
        string theirs = Path.Combine(_folder, "prometheus");
        Directory.CreateDirectory(theirs);
        string config = Path.Combine(theirs, "prometheus.yml");
        await File.WriteAllTextAsync(config, $"remote_read: [{{url: '{_server.Client.BaseAddress}api/v1/read', read_recent: true}}]\n", Cancel);
        int port = FreePort.Next();
        await using ChildProcess process = ChildProcess.Start(program!, [$"--config.file={config}", $"--storage.tsdb.path={theirs}/data", $"--web.listen-address=127.0.0.1:{port}", "--log.level=error"]);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        Assert.Equal(["0: 300 22425", "1: 300 22725", "2: 300 23025", "3: 300 23325", "4: 300 23625"],
            (await QueryAsync(http, "sum_over_time(m[3h])")).Zip(await QueryAsync(http, "count_over_time(m[3h])"), (sum, count) => $"{sum.Index}: {count.Value} {sum.Value}"));
        Assert.Equal(("1", "200"), Assert.Single(await QueryAsync(http, "count_over_time(h[3h])")));
        Assert.Equal(("1", "202"), Assert.Single(await QueryAsync(http, "histogram_count(h)")));
        Assert.Equal("199", Assert.Single(await QueryAsync(http, "histogram_sum(h)")).Value);
    }

    private static NativeHistogram Histogram(int n) => new()
    {
        Schema = 1,
        IsInteger = true,
        Count = n + 3,
        Sum = n,
        ZeroThreshold = 0.001,
        ZeroCount = 1,
        PositiveSpans = [new BucketSpan(1, 2)],
        PositiveBuckets = [n + 1, 1],
    };

    private static LabelSet Labels(string name, int index) => LabelSet.Create(("__name__", name), ("i", index.ToString(CultureInfo.InvariantCulture)));

    private Task FillAsync(LabelSet labels, int count, Func<int, double> value, int step = 10_000) =>
        FillAsync(labels, count, (IAppender appender, ref SeriesRef handle, int n, long time) => appender.Append(ref handle, labels, time, value(n)), step);

    private Task FillAsync(LabelSet labels, int count, Func<int, NativeHistogram> value) =>
        FillAsync(labels, count, (IAppender appender, ref SeriesRef handle, int n, long time) => appender.Append(ref handle, labels, time, value(n)), 10_000);

    private delegate AppendOutcome AppendOne(IAppender appender, ref SeriesRef handle, int n, long time);

    private async Task FillAsync(LabelSet labels, int count, AppendOne append, int step)
    {
        using IAppender appender = _store.CreateAppender();
        SeriesRef handle = default;
        for (int n = 0; n < count; n++) Assert.Equal(AppendOutcome.Accepted, append(appender, ref handle, n, _now - ((count - 1 - n) * (long)step)));
        await appender.CommitAsync(Cancel);
    }

    private async Task<HttpResponseMessage> AskAsync(params ReadRequest.Types.ResponseType[] accepted)
    {
        var query = new Query { StartTimestampMs = 0, EndTimestampMs = _now + 1000 };
        query.Matchers.Add(new LabelMatcher { Type = LabelMatcher.Types.Type.Re, Name = "__name__", Value = ".+" });
        var request = new ReadRequest { Queries = { query } };
        request.AcceptedResponseTypes.AddRange(accepted);
        var content = new ByteArrayContent(SnappyBlock.Encode(request.ToByteArray()));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/x-protobuf");
        return await _server.Client.PostAsync("/api/v1/read", content, Cancel);
    }

    private static List<ChunkedReadResponse> Frames(byte[] bytes)
    {
        var frames = new List<ChunkedReadResponse>();
        for (int at = 0; at < bytes.Length;)
        {
            int length = 0;
            for (int shift = 0; ; shift += 7)
            {
                length |= (bytes[at] & 0x7F) << shift;
                if (bytes[at++] < 0x80) break;
            }
            Assert.Equal(Crc(bytes.AsSpan(at + 4, length)), BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at)));
            frames.Add(ChunkedReadResponse.Parser.ParseFrom(bytes.AsSpan(at + 4, length)));
            at += 4 + length;
        }
        return frames;
    }

    // Bit by bit, so that it shares nothing with what is tested.
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte one in bytes)
        {
            crc ^= one;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
        }
        return ~crc;
    }

    private static int CountOf(WireChunk chunk) => (chunk.Data[0] << 8) | chunk.Data[1];

    private async Task<List<(string Index, string Value)>> QueryAsync(HttpClient http, string query)
    {
        string time = (_now / 1000.0).ToString(CultureInfo.InvariantCulture);
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                string text = await http.GetStringAsync(new Uri($"/api/v1/query?query={Uri.EscapeDataString(query)}&time={time}", UriKind.Relative), Cancel);
                return [.. JsonNode.Parse(text)!["data"]!["result"]!.AsArray().Select(row => ((string)row!["metric"]!["i"]!, (string)row["value"]![1]!)).Order()];
            }
            catch (HttpRequestException) when (attempt < 300)
            {
                // Not up yet.
                await Task.Delay(100, Cancel);
            }
        }
    }
}
