using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Head;
using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb;

/// <summary>Says in words what was found while a directory was opened.</summary>
internal static class OpeningNotes
{
    public static void Tell(ITsdbEvents events, ReplayReport report)
    {
        foreach (ReplayDamage damage in report.Damages) events.Damaged(Describe(damage));
        if (report.UnknownSeriesSamples > 0)
            events.Damaged($"{report.UnknownSeriesSamples} samples in the WAL belong to series that no record introduces; they are lost");
        foreach ((byte type, long count) in report.UnreadRecords) events.NotRead($"{count} WAL records of type {type} ({NameOf(type)})");
        foreach (HeadChunkDamage damage in report.ChunkDamages)
        {
            events.Damaged($"{damage.Path} is damaged at byte {damage.Offset}: {damage.Reason}; the chunks before that are kept, the file is set aside as "
                + $"{Path.GetFileName(damage.SetAside)}, and the WAL is asked for the rest");
        }
        if (report.UnclaimedChunks > 0)
            events.NotRead($"{report.UnclaimedChunks} chunks in chunks_head: the WAL does not say which series they belong to");
    }

    private static string Describe(ReplayDamage found)
    {
        WalDamage damage = found.Damage;
        string where = $"{damage.Segment.Path} at byte {damage.GoodEnd}: {damage.Reason}";
        return damage.Torn
            ? $"the WAL ends in an unfinished record, which was cut off ({where})"
            : $"the WAL is damaged ({where}); all before it is kept, the rest is set aside as {string.Join(", ", found.SetAside)}";
    }

    private static string NameOf(byte type) => type switch
    {
        12 or 13 => "native histograms with start timestamps",
        11 => "samples with start timestamps",
        _ => "unknown",
    };
}
