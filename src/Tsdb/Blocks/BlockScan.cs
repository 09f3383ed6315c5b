using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Blocks;

/// <summary>What a block refers to and does not have.</summary>
internal readonly record struct LostChunks(long Chunks, long Series, TimeRange Time);

/// <summary>Looks through the index of a block.</summary>
internal static class BlockScan
{
    /// <summary>What its meta.json would say.</summary>
    /// <exception cref="InvalidDataException">The index cannot be read.</exception>
    public static BlockMeta Describe(string directory, Ulid id)
    {
        string path = Path.Combine(directory, BlockFiles.Index);
        if (!File.Exists(path)) throw new InvalidDataException("both meta.json and index are missing or damaged");
        using var index = new IndexFile(path);
        using var chunks = new ChunkFiles(directory);
        long oldest = long.MaxValue, newest = long.MinValue, count = 0, floats = 0, histograms = 0;
        foreach (IndexedSeries series in Walk(index))
        {
            foreach (ChunkEntry chunk in series.Chunks)
            {
                (oldest, newest) = (Math.Min(oldest, chunk.MinTime), Math.Max(newest, chunk.MaxTime));
                count++;
                if (!chunks.Reaches(chunk.Reference)) continue;
                ReadOnlySpan<byte> bytes = chunks.Read(chunk.Reference, out ChunkEncoding encoding);
                if (encoding == ChunkEncoding.Xor) floats += ChunkFiles.CountOf(bytes);
                else histograms += ChunkFiles.CountOf(bytes);
            }
        }
        if (count == 0) throw new InvalidDataException("meta.json is damaged, and the index has no chunks");
        return new BlockMeta
        {
            Id = id,
            MinTime = oldest,
            MaxTime = newest + 1,
            Sources = [id],
            Stats = new BlockStats { Samples = floats + histograms, FloatSamples = floats, HistogramSamples = histograms, Series = index.All.Count, Chunks = count },
        };
    }

    /// <summary>A chunk file is missing between others, or the last series points behind the end. Cheap, and so not certain.</summary>
    public static bool LooksIncomplete(Block block)
    {
        if (block.Chunks.HasGaps) return true;
        if (block.Index.All.Count == 0) return false;
        var all = new uint[block.Index.All.Count];
        block.Index.Read(block.Index.All, all);
        var last = new IndexedSeries();
        block.Index.ReadSeries(all[^1], last);
        return last.Chunks.Exists(chunk => !block.Chunks.Reaches(chunk.Reference));
    }

    public static LostChunks FindLost(Block block)
    {
        long chunks = 0, affected = 0, oldest = long.MaxValue, newest = long.MinValue;
        foreach (IndexedSeries series in Walk(block.Index))
        {
            long before = chunks;
            foreach (ChunkEntry chunk in series.Chunks)
            {
                if (block.Chunks.Reaches(chunk.Reference)) continue;
                chunks++;
                (oldest, newest) = (Math.Min(oldest, chunk.MinTime), Math.Max(newest, chunk.MaxTime));
            }
            if (chunks > before) affected++;
        }
        return new LostChunks(chunks, affected, new TimeRange(oldest, newest));
    }

    /// <summary>Every series that can be read; the object is the same each time.</summary>
    public static IEnumerable<IndexedSeries> Walk(IndexFile index)
    {
        var all = new uint[index.All.Count];
        if (all.Length > 0) index.Read(index.All, all);
        var series = new IndexedSeries();
        foreach (uint number in all)
        {
            if (TryRead(index, number, series)) yield return series;
        }
    }

    private static bool TryRead(IndexFile index, uint number, IndexedSeries into)
    {
        try
        {
            index.ReadSeries(number, into);
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
