using Google.Protobuf.Collections;
using Tocsin.Contracts.Remote;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.Engine.Querying.Remote;

/// <summary>
/// The series of an Ingest role in another process: samples by remote read, names, values and exemplars from its series index. Throws
/// <see cref="IOException"/> when the peer fails.
/// </summary>
/// <param name="http">Its lifetime is the caller's; needs no timeout of its own.</param>
/// <param name="peer">The base address of the Ingest role.</param>
public sealed class RemoteReadSource(HttpClient http, Uri peer, TimeSpan timeout, TimeProvider clock) : ISeriesSource
{
    private readonly PeerClient _client = new(http, peer, timeout, clock);

    public async ValueTask<ISeriesSelection> SelectAsync(SeriesSelector selector, CancellationToken cancel)
    {
        var request = new ReadRequest();
        request.Queries.Add(ToQuery(selector));
        request.AcceptedResponseTypes.Add(ReadRequest.Types.ResponseType.Samples);
        ReadResponse response = await _client.AskAsync(PeerRoutes.Read, request, ReadResponse.Parser, cancel).ConfigureAwait(false);
        return new RemoteSelection(response.Results.Count > 0 ? response.Results[0].Timeseries : []);
    }

    public ValueTask<NameList> LabelNamesAsync(SeriesSelector selector, CancellationToken cancel) => IndexAsync(PeerRoutes.Names, "", selector, cancel);

    public ValueTask<NameList> LabelValuesAsync(string name, SeriesSelector selector, CancellationToken cancel) =>
        IndexAsync(PeerRoutes.Values, name, selector, cancel);

    public async ValueTask<IReadOnlyList<SeriesExemplars>> ExemplarsAsync(SeriesSelector selector, CancellationToken cancel)
    {
        ExemplarAnswer answer = await _client.AskAsync(PeerRoutes.Exemplars, Index("", selector), ExemplarAnswer.Parser, cancel).ConfigureAwait(false);
        return [.. answer.Timeseries.Select(series => new SeriesExemplars(
            RemoteSelection.Labels(series.Labels), [.. series.Exemplars.Select(one => new Exemplar(RemoteSelection.Labels(one.Labels), one.Value, one.Timestamp))]))];
    }

    private async ValueTask<NameList> IndexAsync(string route, string label, SeriesSelector selector, CancellationToken cancel)
    {
        IndexAnswer answer = await _client.AskAsync(route, Index(label, selector), IndexAnswer.Parser, cancel).ConfigureAwait(false);
        return new NameList([.. answer.Names], [.. answer.Warnings]);
    }

    private static IndexRequest Index(string label, SeriesSelector selector) => new() { Query = ToQuery(selector), Label = label, Limit = (uint)Math.Max(0, selector.Limit) };

    private static Query ToQuery(SeriesSelector selector)
    {
        var query = new Query { StartTimestampMs = selector.Start, EndTimestampMs = selector.End };
        foreach (Matcher matcher in selector.Matchers) query.Matchers.Add(WireLabels.Write(matcher));
        query.Hints = new ReadHints
        {
            StepMs = selector.Hints.Step,
            RangeMs = selector.Hints.Range,
            Func = selector.Hints.Function,
            By = selector.Hints.By,
            StartMs = selector.Start,
            EndMs = selector.End,
        };
        query.Hints.Grouping.AddRange(selector.Hints.Grouping);
        return query;
    }
}

/// <summary>A selection that came whole over the wire.</summary>
internal sealed class RemoteSelection(RepeatedField<TimeSeries> series) : ISeriesSelection
{
    private readonly LabelSet[] _labels = [.. series.Select(one => Labels(one.Labels))];

    public int Count => _labels.Length;

    public IReadOnlyList<string> Warnings => [];

    public LabelSet LabelsAt(int index) => _labels[index];

    public void Read(int index, SampleColumns into)
    {
        into.Clear();
        TimeSeries one = series[index];
        int f = 0, h = 0;
        // Floats and histograms come apart; together they are in order of time.
        while (f < one.Samples.Count || h < one.Histograms.Count)
        {
            bool takeFloat = h == one.Histograms.Count || (f < one.Samples.Count && one.Samples[f].Timestamp <= one.Histograms[h].Timestamp);
            if (takeFloat) into.Add(one.Samples[f].Timestamp, one.Samples[f++].Value);
            else into.Add(one.Histograms[h].Timestamp, HistogramWire.Read(one.Histograms[h++]));
        }
    }

    public void Dispose()
    {
    }

    internal static LabelSet Labels(RepeatedField<Label> labels)
    {
        var builder = new LabelSetBuilder();
        foreach (Label label in labels) builder.Set(label.Name, label.Value);
        return builder.Build();
    }
}
