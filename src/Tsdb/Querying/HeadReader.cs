using Tocsin.Model.Storage;
using Tocsin.Tsdb.Head;

namespace Tocsin.Tsdb.Querying;

/// <summary>The head as the reader of the whole store sees it.</summary>
internal sealed class HeadReader(DurableHead head) : IHeadReader
{
    // Late samples are not asked for their times: there may be many series of them, and every query would.
    public long MinTime => head.Head.OutOfOrder.Count > 0 ? long.MinValue : head.Head.MinTime;

    public ISeriesSource Source => head.Source;

    public void Search<TSearch>(long minTime, long maxTime, TSearch search)
        where TSearch : struct, IPostingsSearch
    {
        using var visit = new HeadVisit(head.Head);
        bool overlaps = minTime <= head.Head.MaxTime && maxTime >= head.Head.MinTime;
        if (!overlaps && head.OutOfOrderRange?.Overlaps(minTime, maxTime) != true) return;
        head.Head.Read(() =>
        {
            search.Run(head.Head.Postings);
            return 0;
        });
    }
}
