using Tocsin.Model.Storage;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Querying;

/// <summary>Something that is done with an index while nothing changes it.</summary>
internal interface IPostingsSearch
{
    void Run<T>(T postings)
        where T : IPostings;
}

/// <summary>The part of a store that is in memory, as the reader of the whole sees it.</summary>
internal interface IHeadReader
{
    /// <summary>No sample is older, those out of order included; in ms since the epoch.</summary>
    long MinTime { get; }

    ISeriesSource Source { get; }

    /// <summary>Runs a search over the index, if the head has samples in the time range at all.</summary>
    void Search<TSearch>(long minTime, long maxTime, TSearch search)
        where TSearch : struct, IPostingsSearch;
}
