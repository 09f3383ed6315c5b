using Tocsin.Model.Matchers;

namespace Tocsin.Model.Storage;

/// <summary>A name and how much of something it has.</summary>
public readonly record struct StoreFigure(string Name, long Value);

/// <summary>What the series in memory are made of. Times in ms since the epoch; lists by value, largest first.</summary>
public sealed record StoreStatus
{
    public required long Series { get; init; }

    public required long LabelPairs { get; init; }

    public required long Chunks { get; init; }

    /// <summary>Oldest timestamp; <see cref="long.MaxValue"/> while there is none.</summary>
    public required long MinTime { get; init; }

    /// <summary>Newest timestamp; <see cref="long.MinValue"/> while there is none.</summary>
    public required long MaxTime { get; init; }

    public required IReadOnlyList<StoreFigure> SeriesByMetric { get; init; }

    public required IReadOnlyList<StoreFigure> ValuesByLabel { get; init; }

    /// <summary>Bytes of a label's values, each as often as series have it.</summary>
    public required IReadOnlyList<StoreFigure> BytesByLabel { get; init; }

    /// <summary>By pairs, written as <c>name=value</c>.</summary>
    public required IReadOnlyList<StoreFigure> SeriesByPair { get; init; }
}

/// <summary>How far the write-ahead log has been read: numbers of its segments.</summary>
public readonly record struct ReplayProgress(int First, int Last, int Current);

/// <summary>What operators do with a store. All members are thread-safe.</summary>
public interface IStoreAdmin
{
    /// <summary>Deletes samples of the matching series; times in ms since the epoch, both ends inclusive. It lasts when it returns.</summary>
    /// <exception cref="IOException">Not all is deleted.</exception>
    void Delete(IReadOnlyList<Matcher> matchers, long start, long end);

    /// <summary>Gives back the disk space of deleted samples.</summary>
    /// <exception cref="IOException">Not all was given back; nothing is lost.</exception>
    void CleanTombstones(CancellationToken cancel);

    /// <summary>Copies all there is to a new folder below <c>snapshots</c>, and gives its name.</summary>
    /// <exception cref="IOException">There is none, or half of one.</exception>
    string Snapshot(bool withHead, CancellationToken cancel);

    /// <param name="limit">Most entries of each list.</param>
    StoreStatus Status(int limit);

    ReplayProgress Replay { get; }

    /// <summary>The meta.json of every block on disk, oldest first.</summary>
    IReadOnlyList<ReadOnlyMemory<byte>> BlockDescriptions();
}
