using Microsoft.AspNetCore.Http;
using Tocsin.Contracts.Remote;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.Ingest.Endpoints;

/// <summary>Label names, label values and exemplars for the other roles of this system; remote read has no messages for them.</summary>
internal sealed class SeriesIndexEndpoint(ISeriesSource series)
{
    public Task NamesAsync(HttpContext http) => AnswerAsync(http, async request =>
        ToAnswer(await series.LabelNamesAsync(Selector(request), http.RequestAborted).ConfigureAwait(false)));

    public Task ValuesAsync(HttpContext http) => AnswerAsync(http, async request =>
        ToAnswer(await series.LabelValuesAsync(request.Label, Selector(request), http.RequestAborted).ConfigureAwait(false)));

    public Task ExemplarsAsync(HttpContext http) => AnswerAsync(http, async request =>
    {
        var answer = new ExemplarAnswer();
        foreach (SeriesExemplars one in await series.ExemplarsAsync(Selector(request), http.RequestAborted).ConfigureAwait(false))
        {
            var wire = new TimeSeries();
            WireLabels.Write(one.Labels, wire.Labels);
            foreach (Exemplar exemplar in one.Exemplars)
            {
                var point = new WireExemplar { Value = exemplar.Value, Timestamp = exemplar.Timestamp };
                WireLabels.Write(exemplar.Labels, point.Labels);
                wire.Exemplars.Add(point);
            }
            answer.Timeseries.Add(wire);
        }
        return answer;
    });

    private static async Task AnswerAsync<T>(HttpContext http, Func<IndexRequest, Task<T>> answer)
        where T : Google.Protobuf.IMessage
    {
        try
        {
            IndexRequest request = await ProtobufBody.ReadAsync(http, IndexRequest.Parser).ConfigureAwait(false);
            await ProtobufBody.WriteAsync(http, await answer(request).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            await ProtobufBody.PlainAsync(http, StatusCodes.Status400BadRequest, e.Message).ConfigureAwait(false);
        }
    }

    private static SeriesSelector Selector(IndexRequest request)
    {
        Query query = request.Query ?? new Query { StartTimestampMs = long.MinValue, EndTimestampMs = long.MaxValue };
        return new SeriesSelector([.. query.Matchers.Select(WireLabels.Read)], query.StartTimestampMs, query.EndTimestampMs) { Limit = (int)Math.Min(request.Limit, int.MaxValue) };
    }

    private static IndexAnswer ToAnswer(NameList list)
    {
        var answer = new IndexAnswer();
        answer.Names.AddRange(list.Names);
        answer.Warnings.AddRange(list.Warnings);
        return answer;
    }
}
