using System.Globalization;

namespace Tocsin.Tsdb.Wal;

/// <summary>One segment on disk.</summary>
internal sealed record Segment(int Index, string Path);

/// <summary>A checkpoint: a directory of segments that stands for all segments up to and including <see cref="Index"/>.</summary>
internal sealed record CheckpointDirectory(int Index, string Path);

/// <summary>Names of segments (<c>00000012</c>) and checkpoints (<c>checkpoint.00000011</c>). Whatever else lies there is left alone.</summary>
internal static class SegmentFiles
{
    private const string CheckpointPrefix = "checkpoint.";

    /// <summary>Ending of a checkpoint that is not complete yet.</summary>
    public const string Unfinished = ".tmp";

    public static string PathOf(string directory, int index) => Path.Combine(directory, index.ToString("D8", CultureInfo.InvariantCulture));

    public static string CheckpointPath(string directory, int index) =>
        Path.Combine(directory, CheckpointPrefix + index.ToString("D8", CultureInfo.InvariantCulture));

    /// <summary>Ascending.</summary>
    public static List<Segment> List(string directory)
    {
        var segments = new List<Segment>();
        foreach (string path in Directory.EnumerateFiles(directory))
            if (TryNumber(Path.GetFileName(path), out int index))
                segments.Add(new Segment(index, path));
        segments.Sort((left, right) => left.Index.CompareTo(right.Index));
        return segments;
    }

    public static List<CheckpointDirectory> Checkpoints(string directory)
    {
        var found = new List<CheckpointDirectory>();
        foreach (string path in Directory.EnumerateDirectories(directory, CheckpointPrefix + "*"))
            if (TryNumber(Path.GetFileName(path)[CheckpointPrefix.Length..], out int index))
                found.Add(new CheckpointDirectory(index, path));
        found.Sort((left, right) => left.Index.CompareTo(right.Index));
        return found;
    }

    public static CheckpointDirectory? LastCheckpoint(string directory) => Checkpoints(directory).LastOrDefault();

    /// <summary>Bytes of all segments and checkpoints; those removed while we count may be missing.</summary>
    public static long SizeOf(string directory)
    {
        long size = 0;
        try
        {
            foreach (FileInfo file in new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories)) size += file.Length;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Truncation was faster.
        }
        return size;
    }

    private static bool TryNumber(string name, out int index) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out index) && name.Length >= 8;
}
