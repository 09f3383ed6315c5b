using Tocsin.Model.Labels;
using Tocsin.Tsdb.Blocks;

namespace Tocsin.Tsdb;

/// <summary>Makes blocks of samples that come from elsewhere. Not thread-safe.</summary>
/// <param name="path">The directory that the blocks are made in; made when it is not there.</param>
/// <param name="clock">Gives the names of the blocks their time.</param>
public sealed class BlockImport(string path, TimeProvider clock)
{
    /// <summary>Length of a block, in ms. A block does not cross a multiple of it.</summary>
    public const long BlockMilliseconds = 2 * 3600 * 1000;

    private BufferedSeries _samples = new();
    private long _oldest = long.MaxValue;
    private long _newest = long.MinValue;

    /// <summary>Keeps a sample for the next block; of several of one series at one time the last one counts.</summary>
    public void Add(LabelSet labels, long timestamp, double value)
    {
        _samples.Add(labels, timestamp, value);
        _oldest = Math.Min(_oldest, timestamp);
        _newest = Math.Max(_newest, timestamp);
    }

    /// <summary>Writes what was added as one block; null when that was nothing.</summary>
    /// <exception cref="IOException">No block was made.</exception>
    public BlockSummary? Write(CancellationToken cancel)
    {
        if (_samples.Samples == 0) return null;
        Directory.CreateDirectory(path);
        Ulid id = Ulid.At(clock.GetUtcNow());
        var meta = new BlockMeta { Id = id, MinTime = _oldest, MaxTime = _newest + 1, Sources = [id] };
        BlockMeta written = BlockWriter.Write(path, meta, _samples, cancel)!;
        _samples = new BufferedSeries();
        (_oldest, _newest) = (long.MaxValue, long.MinValue);
        Block block = Block.Open(Path.Combine(path, written.Id.ToString()));
        BlockSummary summary = BlockSummary.Of(block);
        block.Release();
        return summary;
    }
}
