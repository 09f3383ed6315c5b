using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Blocks;

/// <summary>
/// Writes series as a block. It appears under its name when it is complete and on the disk; a crash before leaves a directory that the next start removes.
/// </summary>
internal static class BlockWriter
{
    private const int CancelEvery = 1024;

    /// <summary>Gives the block's meta.json as written; null when the series hold no sample, and then there is no block.</summary>
    /// <param name="parent">The directory to make it in.</param>
    /// <param name="meta">What is known of it; the numbers are counted.</param>
    /// <param name="series">Series whose chunks lie within the block's time.</param>
    /// <param name="cancel">Leaves nothing behind.</param>
    /// <exception cref="IOException">No block was made.</exception>
    public static BlockMeta? Write(string parent, BlockMeta meta, IChunkedSeries series, CancellationToken cancel)
    {
        string final = Path.Combine(parent, meta.Id.ToString()), unfinished = final + BlockFiles.Unfinished;
        Directory.CreateDirectory(Path.Combine(unfinished, ChunkFiles.Folder));
        bool done = false;
        try
        {
            BlockStats stats = WriteSeries(unfinished, series, cancel);
            if (stats.Samples == 0) return null;
            meta = meta with { Stats = stats };
            BlockFiles.WriteTombstones(unfinished, Tombstones.None);
            BlockFiles.WriteMeta(unfinished, meta);
            DirectorySync.Flush(Path.Combine(unfinished, ChunkFiles.Folder));
            DirectorySync.Flush(unfinished);
            Directory.Move(unfinished, final);
            DirectorySync.Flush(parent);
            done = true;
            return meta;
        }
        finally
        {
            // On a full disk, what was written in vain is in the way of everybody.
            if (!done) Directory.Delete(unfinished, recursive: true);
        }
    }

    private static BlockStats WriteSeries(string directory, IChunkedSeries series, CancellationToken cancel)
    {
        var symbols = new SymbolSet();
        series.CollectSymbols(symbols);
        long floats = 0, histograms = 0, written = 0;
        using var chunks = new ChunkFileWriter(directory);
        using var index = new IndexWriter(Path.Combine(directory, BlockFiles.Index), symbols);
        var entries = new List<ChunkEntry>();
        using (ISeriesCursor cursor = series.Series())
        {
            while (cursor.MoveNext())
            {
                if (index.SeriesCount % CancelEvery == 0) cancel.ThrowIfCancellationRequested();
                entries.Clear();
                for (int i = 0; i < cursor.ChunkCount; i++)
                {
                    ChunkInfo info = cursor.InfoOf(i);
                    entries.Add(new ChunkEntry(info.MinTime, info.MaxTime, chunks.Write(info.Encoding, cursor.BytesOf(i))));
                    if (info.Encoding == ChunkEncoding.Xor) floats += info.Samples;
                    else histograms += info.Samples;
                }
                index.Add(cursor.Labels, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(entries));
                written += entries.Count;
            }
        }
        if (written == 0) return new BlockStats();
        chunks.Finish();
        index.Finish();
        return new BlockStats
        {
            Samples = floats + histograms,
            FloatSamples = floats,
            HistogramSamples = histograms,
            Series = index.SeriesCount,
            Chunks = written,
        };
    }
}
