namespace Tocsin.Tsdb.Index;

/// <summary>What the bytes of a block's index mean; docs/formats/index.md draws it.</summary>
internal static class IndexFormat
{
    public const uint Magic = 0xBAAAD700;
    public const int HeaderSize = 5;

    /// <summary>Six positions and their CRC.</summary>
    public const int TableOfContentsSize = (6 * 8) + 4;

    /// <summary>Version 2: series stand at multiples of this and are numbered by it.</summary>
    public const int SeriesUnit = 16;
}

/// <summary>One chunk as the index knows it. Times in ms since the epoch, both ends inclusive.</summary>
/// <param name="Reference">Which chunk file (upper half, from 0) and where in it (lower half).</param>
internal readonly record struct ChunkEntry(long MinTime, long MaxTime, ulong Reference);

/// <summary>Where the sections of an index begin.</summary>
internal readonly record struct TableOfContents(
    long Symbols, long Series, long LabelIndices, long LabelIndexTable, long Postings, long PostingsTable);
