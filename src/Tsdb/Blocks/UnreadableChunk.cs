using System.Globalization;
using Tocsin.Model.Labels;

namespace Tocsin.Tsdb.Blocks;

/// <summary>A part of a block that cannot be read. Times in ms since the epoch, both ends inclusive.</summary>
/// <param name="Block">The block.</param>
/// <param name="Series">The series; null: not even that can be read.</param>
/// <param name="MinTime">Oldest timestamp that may be lost.</param>
/// <param name="MaxTime">Newest timestamp that may be lost.</param>
/// <param name="Reason">What is wrong.</param>
internal sealed record UnreadableChunk(BlockMeta Block, LabelSet? Series, long MinTime, long MaxTime, string Reason)
{
    public override string ToString() =>
        $"block {Block.Id}: samples of {Series?.ToString() ?? "a series"} from {Text(MinTime)} to {Text(MaxTime)} cannot be read: {Reason}";

    /// <summary>A timestamp as people read it.</summary>
    public static string Text(long time) => time is < -62135596800000 or > 253402300799999
        ? time.ToString(CultureInfo.InvariantCulture)
        : DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
