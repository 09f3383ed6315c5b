using System.Globalization;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Head;
using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb;

/// <summary>Says in words what was found while a directory was opened.</summary>
internal static class OpeningNotes
{
    public static void Tell(ITsdbEvents events, ReplayReport report)
    {
        foreach (LogLoss loss in report.Losses) events.Damaged(Describe(loss));
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

    private static string Describe(LogLoss loss)
    {
        WalDamage damage = loss.Damage;
        string where = $"{damage.Segment.Path} at byte {damage.GoodEnd}: {damage.Reason}";
        if (damage.Torn) return $"the WAL ends in an unfinished record, which was cut off ({where})";
        string lost = (loss.After, loss.Before) switch
        {
            ({ } after, { } before) => $"samples written between {Text(Math.Min(after, before))} and {Text(Math.Max(after, before))} may be missing, of any series",
            ({ } after, null) => $"samples from {Text(after)} on may be missing, of any series",
            (null, { } before) => $"samples up to {Text(before)} may be missing, of any series",
            _ => "no sample could be read around it",
        };
        string kept = "what can be read before and behind it is kept" + (loss.SetAside is null ? "" : $", the damaged file is set aside as {loss.SetAside}");
        return $"the WAL is damaged ({where}); {lost}; {kept}";
    }

    private static string Text(long time) => time is > -62_135_596_800_000 and < 253_402_300_799_999
        ? DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
        : time.ToString(CultureInfo.InvariantCulture);

    private static string NameOf(byte type) => type switch
    {
        12 or 13 => "native histograms with start timestamps",
        11 => "samples with start timestamps",
        _ => "unknown",
    };
}
