using Tocsin.Tsdb.Blocks;

namespace Tocsin.Tsdb.Tests.Blocks;

/// <summary>Makes small blocks.</summary>
internal static class TestBlocks
{
    public const long Hour = 3600 * 1000;

    /// <summary>A block for a time, with a sample every minute of some series.</summary>
    public static Ulid Make(string folder, long minTime, long maxTime, int series = 1, Func<BlockMeta, BlockMeta>? change = null)
    {
        var samples = new BufferedSeries();
        for (int i = 0; i < series; i++)
            for (long time = minTime; time < maxTime; time += 60_000)
                samples.Add(TestStore.Labels("made", i), time, time + i);
        var meta = new BlockMeta { Id = Ulid.At(TimeProvider.System.GetUtcNow()), MinTime = minTime, MaxTime = maxTime };
        meta = meta with { Sources = [meta.Id] };
        BlockWriter.Write(folder, change?.Invoke(meta) ?? meta, samples, CancellationToken.None);
        return meta.Id;
    }
}
