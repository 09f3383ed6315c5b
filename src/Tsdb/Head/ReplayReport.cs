using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb.Head;

/// <summary>What replay read.</summary>
internal sealed class ReplayReport
{
    public long Samples { get; set; }

    /// <summary>Samples older than the retention, which the log still holds.</summary>
    public long OutlivedSamples { get; set; }

    /// <summary>Samples of series that no record introduces: what is lost when the part of the log with that record is.</summary>
    public long UnknownSeriesSamples { get; set; }

    /// <summary>Records of types that are not read, by type.</summary>
    public SortedDictionary<byte, long> UnreadRecords { get; } = [];

    public List<LogLoss> Losses { get; } = [];

    /// <summary>Files of finished chunks that were damaged.</summary>
    public List<HeadChunkDamage> ChunkDamages { get; } = [];

    /// <summary>Finished chunks whose series no record introduces, when the log is damaged or has no series at all.</summary>
    public long UnclaimedChunks { get; set; }
}
