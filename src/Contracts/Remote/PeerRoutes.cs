namespace Tocsin.Contracts.Remote;

/// <summary>
/// Where the Ingest role serves the other roles of the same system. Bodies are snappy blocks of protobuf messages in both directions.
/// </summary>
public static class PeerRoutes
{
    public const string ContentType = "application/x-protobuf";

    /// <summary>POST <see cref="ReadRequest"/>, answer <see cref="ReadResponse"/>: as remote read, without external labels.</summary>
    public const string Read = "/api/tocsin/v1/read";

    /// <summary>POST <see cref="WriteRequest"/>, answer 204: as remote write, but a sample that is refused does not hold up the others.</summary>
    public const string Write = "/api/tocsin/v1/write";

    /// <summary>POST <see cref="IndexRequest"/>, answer <see cref="IndexAnswer"/> with label names.</summary>
    public const string Names = "/api/tocsin/v1/series-index/names";

    /// <summary>POST <see cref="IndexRequest"/>, answer <see cref="IndexAnswer"/> with values of one label.</summary>
    public const string Values = "/api/tocsin/v1/series-index/values";

    /// <summary>POST <see cref="IndexRequest"/>, answer <see cref="ExemplarAnswer"/>.</summary>
    public const string Exemplars = "/api/tocsin/v1/series-index/exemplars";

    /// <summary>Answer header of <see cref="Write"/>: how many samples the store refused.</summary>
    public const string DroppedHeader = "X-Tocsin-Samples-Dropped";
}
