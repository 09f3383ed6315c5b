using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb.Head;

/// <summary>Damage that replay met and what was set aside because of it.</summary>
internal sealed record ReplayDamage(WalDamage Damage, IReadOnlyList<string> SetAside);

/// <summary>What replay read.</summary>
internal sealed class ReplayReport
{
    public int Segments { get; set; }

    public long Samples { get; set; }

    /// <summary>Samples older than the retention, which the log still holds.</summary>
    public long OutlivedSamples { get; set; }

    /// <summary>Samples of series that no record introduces: what is lost when the part of the log with that record is.</summary>
    public long UnknownSeriesSamples { get; set; }

    /// <summary>Records of types that are not read, by type.</summary>
    public SortedDictionary<byte, long> UnreadRecords { get; } = [];

    public List<ReplayDamage> Damages { get; } = [];

    /// <summary>Files of finished chunks that were damaged.</summary>
    public List<HeadChunkDamage> ChunkDamages { get; } = [];

    /// <summary>Finished chunks whose series no record introduces.</summary>
    public long UnclaimedChunks { get; set; }
}
