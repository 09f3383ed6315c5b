using System.Net;
using Google.Protobuf;
using Tocsin.Contracts.Remote;
using Tocsin.Engine.Querying.Remote;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.Engine.Tests.Querying.Remote;

public sealed class RemotePeerTests
{
    private static readonly Uri Peer = new("http://user:secret@ingest:9090/");

    private static HttpClient Client(Func<string, byte[], HttpResponseMessage> answer) => new(new Handler(answer));

    private static HttpResponseMessage Message(IMessage message) => new(HttpStatusCode.OK) { Content = new ByteArrayContent(SnappyBlock.Encode(message.ToByteArray())) };

    [Fact]
    public async Task A_selection_carries_matchers_out_and_samples_back()
    {
        ReadRequest? asked = null;
        var series = new TimeSeries();
        series.Labels.Add(new Label { Name = "__name__", Value = "m" });
        series.Samples.Add(new Sample { Timestamp = 5, Value = 1.5 });
        series.Samples.Add(new Sample { Timestamp = 9, Value = 2.5 });
        series.Histograms.Add(HistogramWire.Write(7, new NativeHistogram { Count = 3 }));
        var result = new QueryResult();
        result.Timeseries.Add(series);
        var response = new ReadResponse();
        response.Results.Add(result);
        using HttpClient http = Client((path, body) =>
        {
            Assert.Equal(PeerRoutes.Read, path);
            asked = ReadRequest.Parser.ParseFrom(SnappyBlock.Decode(body));
            return Message(response);
        });
        var source = new RemoteReadSource(http, Peer, TimeSpan.FromSeconds(5), TimeProvider.System);
        using ISeriesSelection found = await source.SelectAsync(new SeriesSelector([new Matcher("a", MatchOperator.NotRegex, "b.*")], 1, 10), TestContext.Current.CancellationToken);
        Assert.Equal((LabelMatcher.Types.Type.Nre, "b.*"), (asked!.Queries[0].Matchers[0].Type, asked.Queries[0].Matchers[0].Value));
        Assert.Equal(LabelSet.Create(("__name__", "m")), found.LabelsAt(0));
        var columns = new SampleColumns();
        found.Read(0, columns);
        Assert.Equal([5, 7, 9], columns.Timestamps.ToArray());
        Assert.Equal(3, columns.Histograms[1]!.Count);
    }

    [Fact]
    public async Task A_commit_is_one_request_with_all_samples_of_the_batch()
    {
        var bodies = new List<WriteRequest>();
        using HttpClient http = Client((path, body) =>
        {
            Assert.Equal(PeerRoutes.Write, path);
            bodies.Add(WriteRequest.Parser.ParseFrom(SnappyBlock.Decode(body)));
            return new HttpResponseMessage(HttpStatusCode.NoContent);
        });
        using IAppender appender = new RemoteWriteStore(http, Peer, TimeSpan.FromSeconds(5), TimeProvider.System).CreateAppender();
        SeriesRef series = default;
        LabelSet labels = LabelSet.Create(("__name__", "m"));
        appender.Append(ref series, labels, 1, 10);
        appender.Append(ref series, labels, 2, 20);
        await appender.CommitAsync(TestContext.Current.CancellationToken);
        await appender.CommitAsync(TestContext.Current.CancellationToken);
        Assert.Equal([10, 20], bodies.Single().Timeseries.Single().Samples.Select(sample => sample.Value));
    }

    [Theory]
    [InlineData(500, "ingest:9090 answered 500: broken")]
    [InlineData(200, "ingest:9090 gave an answer that cannot be read")]
    public async Task A_failure_of_the_peer_names_its_host_and_no_secret(int status, string text)
    {
        using HttpClient http = Client((_, _) => new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent("broken") });
        var source = new RemoteReadSource(http, Peer, TimeSpan.FromSeconds(5), TimeProvider.System);
        IOException error = await Assert.ThrowsAsync<IOException>(async () => await source.LabelNamesAsync(new SeriesSelector([], 0, 1), TestContext.Current.CancellationToken));
        Assert.StartsWith(text, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    private sealed class Handler(Func<string, byte[], HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            answer(request.RequestUri!.AbsolutePath, await request.Content!.ReadAsByteArrayAsync(cancellationToken));
    }
}
