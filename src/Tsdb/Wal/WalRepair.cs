using System.Globalization;

namespace Tocsin.Tsdb.Wal;

/// <summary>
/// Makes a damaged segment readable again: a torn tail is cut off; with any other damage the segment is set aside as <c>NAME.corrupt</c> and written anew from
/// the records that can be read, so that nothing is thrown away that a person could still look at.
/// </summary>
internal static class WalRepair
{
    public const string Aside = ".corrupt";

    private const string Unfinished = ".repair";
    private const int WorthWriting = 1024 * 1024;

    /// <summary>The name of the file set aside; null: only a torn tail was cut off.</summary>
    /// <param name="damage">The last damage of the segment.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="senseless">Records whose bytes are whole and mean nothing.</param>
    /// <exception cref="IOException">The files could not be changed.</exception>
    public static string? Apply(WalDamage damage, int count, IReadOnlySet<(int Segment, long Start)> senseless)
    {
        if (damage.Torn && count == 1)
        {
            using var file = new FileStream(damage.Segment.Path, FileMode.Open, FileAccess.Write, FileShare.Read);
            file.SetLength(damage.GoodEnd);
            file.Flush(flushToDisk: true);
            return null;
        }
        string path = damage.Segment.Path, aside = FreeName(path);
        WriteReadable(damage.Segment, path + Unfinished, senseless);
        // In this order a crash leaves a gap in the numbers at worst for a moment, never two files with the same records.
        File.Move(path, aside);
        File.Move(path + Unfinished, path);
        return Path.GetFileName(aside);
    }

    private static void WriteReadable(Segment segment, string path, IReadOnlySet<(int Segment, long Start)> senseless)
    {
        using var reader = new WalReader([segment]);
        using var framer = new RecordFramer(WalCompression.Snappy, metrics: null);
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        var records = new RecordBuffer();
        var ends = new List<int>();
        do
        {
            while (reader.Read())
            {
                if (senseless.Contains((segment.Index, reader.RecordStart))) continue;
                records.PutBytes(reader.Record.Span);
                ends.Add(records.Length);
                if (records.Length >= WorthWriting) Write();
            }
        }
        while (reader.Resume());
        Write();
        file.Flush(flushToDisk: true);

        void Write()
        {
            file.Write(framer.Frame(records.Written, ends, file.Position));
            records.Clear();
            ends.Clear();
        }
    }

    private static string FreeName(string path)
    {
        string name = path + Aside;
        for (int i = 1; File.Exists(name); i++) name = path + Aside + "." + i.ToString(CultureInfo.InvariantCulture);
        return name;
    }
}
