namespace Tocsin.Tsdb;

/// <summary>The store in numbers: samples in memory, log, and blocks. Times in ms since the epoch, null while there is no sample.</summary>
public sealed record TsdbStatistics
{
    public required int Series { get; init; }

    public required long Chunks { get; init; }

    public required long Samples { get; init; }

    public required long? MinTime { get; init; }

    public required long? MaxTime { get; init; }

    /// <summary>Segments of the log, those in checkpoints not counted.</summary>
    public required int WalSegments { get; init; }

    /// <summary>Bytes of the log with its checkpoints.</summary>
    public required long WalBytes { get; init; }

    /// <summary>Blocks on disk.</summary>
    public required int Blocks { get; init; }

    public required long BlockBytes { get; init; }

    /// <summary>How long reading the log took when the store was opened.</summary>
    public required TimeSpan ReplayDuration { get; init; }
}
