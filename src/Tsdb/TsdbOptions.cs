using Tocsin.Tsdb.Compaction;

namespace Tocsin.Tsdb;

/// <summary>How records are compressed in the write-ahead log.</summary>
public enum WalCompression
{
    Snappy,
    None,
    Zstd,
}

/// <summary>How a store is opened.</summary>
public sealed record TsdbOptions
{
    /// <summary>The data directory; made when it is not there.</summary>
    public required string Path { get; init; }

    /// <summary>Samples older than this are dropped.</summary>
    public TimeSpan RetentionTime { get; init; } = TimeSpan.FromDays(15);

    /// <summary>How far a sample may be behind the newest one of its series. Zero: it must be newer.</summary>
    public TimeSpan OutOfOrderWindow { get; init; } = TimeSpan.Zero;

    /// <summary>Size at which a segment of the log ends.</summary>
    public long WalSegmentBytes { get; init; } = 128 * 1024 * 1024;

    public WalCompression WalCompression { get; init; } = WalCompression.Snappy;

    /// <summary>Exemplars kept, of all series together; 0 keeps none.</summary>
    public int MaxExemplars { get; init; } = 100_000;

    /// <summary>Most bytes that blocks, log and head may take on the disk, before the oldest blocks go; 0: no limit.</summary>
    public long RetentionBytes { get; init; }

    /// <summary>The same in percent of the disk, 0 to 100; 0: no limit. Where both are given, the smaller counts.</summary>
    public double RetentionDiskPercentage { get; init; }

    /// <summary>No block is made longer than this; null: a tenth of the retention time, at most 31 days.</summary>
    public TimeSpan? LongestBlock { get; init; }

    /// <summary>
    /// Series whose last sample is a staleness marker leave memory for a block before their time, an hour after their end, once they are this part of all
    /// series, 0 to 1; 0: never.
    /// </summary>
    public double EndedSeriesShare { get; init; } = 0.1;

    /// <summary>What is wrong, in one line; null when nothing is.</summary>
    internal string? Problem()
    {
        if (string.IsNullOrWhiteSpace(Path)) return "the path of the store is empty";
        if (RetentionTime <= TimeSpan.Zero) return $"the retention time must be positive, not {RetentionTime}";
        if (OutOfOrderWindow < TimeSpan.Zero) return $"the out-of-order window must not be negative, but is {OutOfOrderWindow}";
        if (WalSegmentBytes is < 128 * 1024 or > 1024 * 1024 * 1024)
            return $"the WAL segment size must be between 128 KiB and 1 GiB, not {WalSegmentBytes} bytes";
        if (RetentionBytes < 0) return $"the retention size must not be negative, but is {RetentionBytes} bytes";
        if (RetentionDiskPercentage is < 0 or > 100) return $"the part of the disk to keep must be between 0 and 100 percent, not {RetentionDiskPercentage}";
        if (EndedSeriesShare is not (>= 0 and <= 1)) return $"the part of ended series must be between 0 and 1, not {EndedSeriesShare}";
        if (LongestBlock < TimeSpan.FromHours(2)) return $"blocks are at least two hours long, not {LongestBlock}";
        return MaxExemplars is < 0 or > 10_000_000 ? $"the number of exemplars must be between 0 and 10000000, not {MaxExemplars}" : null;
    }

    internal CompactionSettings ForCompaction()
    {
        long retention = (long)RetentionTime.TotalMilliseconds;
        long longest = LongestBlock is { } given ? (long)given.TotalMilliseconds : CompactionPlan.LongestFor(retention);
        return new CompactionSettings(longest, new KeptLimits(retention, RetentionBytes, RetentionDiskPercentage), EndedSeriesShare);
    }
}
