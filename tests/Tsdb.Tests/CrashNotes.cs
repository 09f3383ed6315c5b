using System.Buffers.Binary;

namespace Tocsin.Tsdb.Tests;

/// <summary>What a killed process had said about its commits.</summary>
internal sealed class CrashNotes
{
    public const int Size = 9;
    public const byte Begun = 1;
    public const byte Acknowledged = 2;
    public const byte MayBeGone = 3;
    public const byte Deleting = 4;
    public const byte Deleted = 5;
    public const byte Cleaned = 6;
    public const byte Cut = 7;
    public const byte CutLate = 8;
    public const byte CutEnded = 9;
    public const byte Joined = 10;
    public const byte Outlived = 11;
    public const byte Failed = 12;

    private readonly int[] _counts = new int[Failed + 1];

    /// <summary>-1: none.</summary>
    public long LastBegun { get; private set; } = -1;

    public SortedSet<long> AcknowledgedCommits { get; } = [];

    /// <summary>Commits whose fate nobody was told.</summary>
    public SortedSet<long> OpenCommits { get; } = [];

    /// <summary>Commits after which a deletion began, and whether it was acknowledged.</summary>
    public SortedDictionary<long, bool> Deletions { get; } = [];

    /// <summary>Samples before this may have been dropped.</summary>
    public long Floor { get; private set; } = long.MinValue;

    /// <summary>How often a thing was noted.</summary>
    public int CountOf(byte kind) => _counts[kind];

    public static CrashNotes Read(string path)
    {
        var notes = new CrashNotes();
        if (!File.Exists(path)) return notes;
        byte[] bytes = File.ReadAllBytes(path);
        for (int at = 0; at + Size <= bytes.Length; at += Size) notes.Take(bytes[at], BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(at + 1)));
        if (notes.LastBegun >= 0) notes.Floor = Math.Max(notes.Floor, CrashWorkload.FloorAt(notes.LastBegun));
        return notes;
    }

    private void Take(byte kind, long number)
    {
        _counts[kind]++;
        switch (kind)
        {
            case MayBeGone:
                Floor = Math.Max(Floor, number);
                break;
            case Begun:
                LastBegun = number;
                OpenCommits.Add(number);
                break;
            case Acknowledged:
                OpenCommits.Remove(number);
                AcknowledgedCommits.Add(number);
                break;
            case Deleting or Deleted:
                Deletions[number] = kind == Deleted;
                break;
            default:
                break;
        }
    }
}

/// <summary>Writes the notes; what the store tells of its maintenance among them.</summary>
internal sealed class CrashLog(string path) : ITsdbEvents, IDisposable
{
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1);
    private readonly Lock _one = new();

    public void Note(byte kind, long number)
    {
        Span<byte> entry = stackalloc byte[CrashNotes.Size];
        entry[0] = kind;
        BinaryPrimitives.WriteInt64BigEndian(entry[1..], number);
        lock (_one)
        {
            _file.Write(entry);
            _file.Flush();
        }
    }

    public void Replayed(TsdbStatistics statistics)
    {
    }

    // The checker sees damage by itself when it opens the directory.
    public void Damaged(string what)
    {
    }

    public void NotRead(string what) => MaintenanceFailed(new InvalidDataException(what));

    public void Compacted(string what)
    {
        if (KindOf(what) is { } kind) Note(kind, 0);
    }

    public void MaintenanceFailed(Exception error)
    {
        Note(CrashNotes.Failed, 0);
        File.AppendAllText(path + ".failures", error + Environment.NewLine);
    }

    public void Dispose() => _file.Dispose();

    private static byte? KindOf(string what)
    {
        if (what.Contains("cut from the head", StringComparison.Ordinal)) return CrashNotes.Cut;
        if (what.Contains("out of order", StringComparison.Ordinal)) return CrashNotes.CutLate;
        if (what.Contains("have ended", StringComparison.Ordinal)) return CrashNotes.CutEnded;
        if (what.Contains("is made of", StringComparison.Ordinal)) return CrashNotes.Joined;
        return what.Contains("outlived", StringComparison.Ordinal) ? CrashNotes.Outlived : null;
    }
}
