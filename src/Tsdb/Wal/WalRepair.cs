using System.Globalization;

namespace Tocsin.Tsdb.Wal;

/// <summary>
/// Makes a damaged log readable again: a torn tail is cut off; behind any other damage the rest of the segment and all later segments are set aside as
/// <c>NAME.corrupt</c>, so that nothing is thrown away that a person could still look at.
/// </summary>
internal static class WalRepair
{
    public const string Aside = ".corrupt";

    /// <summary>The names of the files set aside.</summary>
    /// <exception cref="IOException">The files could not be changed.</exception>
    public static IReadOnlyList<string> Apply(WalDamage damage, IEnumerable<Segment> segments)
    {
        var aside = new List<string>();
        if (!damage.Torn)
        {
            aside.Add(SetRestAside(damage));
            foreach (Segment later in segments)
            {
                if (later.Index <= damage.Segment.Index) continue;
                string path = FreeName(later.Path);
                File.Move(later.Path, path);
                aside.Add(Path.GetFileName(path));
            }
        }
        using var file = new FileStream(damage.Segment.Path, FileMode.Open, FileAccess.Write, FileShare.Read);
        file.SetLength(damage.GoodEnd);
        file.Flush(flushToDisk: true);
        return aside;
    }

    private static string SetRestAside(WalDamage damage)
    {
        string path = FreeName(damage.Segment.Path);
        using var from = new FileStream(damage.Segment.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var into = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        from.Position = damage.GoodEnd;
        from.CopyTo(into);
        into.Flush(flushToDisk: true);
        return Path.GetFileName(path);
    }

    private static string FreeName(string path)
    {
        string name = path + Aside;
        for (int i = 1; File.Exists(name); i++) name = path + Aside + "." + i.ToString(CultureInfo.InvariantCulture);
        return name;
    }
}
