using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.Tsdb.Tests;

/// <summary>
/// What the process does that is killed, and what the checker expects of it. Every sample follows from the number of its commit, so the notes beside
/// the store (which commits were begun, which acknowledged, what may be gone) are all a checker needs.
/// </summary>
internal sealed class CrashWorkload
{
    public const int Floats = 120;
    public const int Late = 15;
    public const int Histograms = 6;

    private const long Step = 15_000;
    private const long Lateness = 20 * 60_000;
    private const long Kept = 3 * 3600_000;
    private static readonly long Origin = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public static TsdbOptions Options(string directory) => new()
    {
        Path = directory,
        WalSegmentBytes = 128 * 1024,
        OutOfOrderWindow = TimeSpan.FromHours(1),
        WalCompression = WalCompression.Zstd,
    };

    public static FakeTimeProvider ClockAt(long commit) => new(DateTimeOffset.FromUnixTimeMilliseconds(TimeOf(Math.Max(commit, 0))));

    public static long TimeOf(long commit) => Origin + (commit * Step);

    public static long LateTimeOf(long commit) => TimeOf(commit) - Lateness - 7;

    public static double ValueOf(long commit, int series) => (commit * 1000) + series;

    // Some series live for fifty commits only.
    public static LabelSet FloatSeries(long commit, int series) => LabelSet.Create(
        ("__name__", "float"), ("i", Text(series)), ("generation", series % 5 == 0 ? Text(commit / 50) : "all"));

    public static LabelSet LateSeries(int series) => LabelSet.Create(("__name__", "late"), ("i", Text(series)));

    public static LabelSet HistogramSeries(int series) => LabelSet.Create(("__name__", "histogram"), ("i", Text(series)));

    public static NativeHistogram HistogramOf(long commit, int series) => new()
    {
        IsInteger = series % 2 == 0,
        Schema = 1,
        ZeroThreshold = 0.001,
        ZeroCount = 1,
        Count = 3 + (commit % 100),
        Sum = ValueOf(commit, series),
        PositiveSpans = [new BucketSpan(0, 2)],
        PositiveBuckets = [2, commit % 100],
    };

    /// <summary>Appends, commits and truncates until the process is killed.</summary>
    public static async Task RunAsync(string directory, string notes)
    {
        using FileStream log = new(notes, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1);
        long commit = CrashNotes.Read(notes).LastBegun + 1;
        FakeTimeProvider clock = ClockAt(commit);
        TsdbOpenResult opened = Tsdb.Open(Options(directory), clock, SilentTsdbEvents.Instance);
        Tsdb store = opened.Store ?? throw new InvalidOperationException(opened.Error);
        for (; ; commit++)
        {
            clock.SetUtcNow(DateTimeOffset.FromUnixTimeMilliseconds(TimeOf(commit)));
            Note(log, CrashNotes.Begun, commit);
            await CommitAsync(store, commit);
            Note(log, CrashNotes.Acknowledged, commit);
            if (commit % 60 != 59) continue;
            Note(log, CrashNotes.MayBeGone, TimeOf(commit) - Kept);
            store.DeleteOlderThan(TimeOf(commit) - Kept);
        }
    }

    private static async Task CommitAsync(Tsdb store, long commit)
    {
        using IAppender appender = store.CreateAppender();
        SeriesRef series = default;
        for (int i = 0; i < Floats; i++)
        {
            series = default;
            Accept(appender.Append(ref series, FloatSeries(commit, i), TimeOf(commit), ValueOf(commit, i)));
        }
        for (int i = 0; i < Late; i++)
        {
            series = default;
            Accept(appender.Append(ref series, LateSeries(i), TimeOf(commit), ValueOf(commit, i)));
            Accept(appender.Append(ref series, LateSeries(i), LateTimeOf(commit), ValueOf(commit, i) + 0.5));
        }
        for (int i = 0; i < Histograms; i++)
        {
            series = default;
            Accept(appender.Append(ref series, HistogramSeries(i), TimeOf(commit), HistogramOf(commit, i)));
        }
        await appender.CommitAsync(CancellationToken.None);
    }

    private static void Accept(AppendOutcome outcome)
    {
        if (outcome != AppendOutcome.Accepted) throw new InvalidOperationException($"refused: {outcome}");
    }

    private static void Note(FileStream log, byte kind, long number)
    {
        Span<byte> entry = stackalloc byte[CrashNotes.Size];
        entry[0] = kind;
        BinaryPrimitives.WriteInt64BigEndian(entry[1..], number);
        log.Write(entry);
        log.Flush();
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a killed process had said about its commits.</summary>
internal sealed class CrashNotes
{
    public const int Size = 9;
    public const byte Begun = 1;
    public const byte Acknowledged = 2;
    public const byte MayBeGone = 3;

    /// <summary>-1: none.</summary>
    public long LastBegun { get; private set; } = -1;

    public SortedSet<long> AcknowledgedCommits { get; } = [];

    /// <summary>Commits whose fate nobody was told.</summary>
    public SortedSet<long> OpenCommits { get; } = [];

    /// <summary>Samples before this may have been dropped.</summary>
    public long Floor { get; private set; } = long.MinValue;

    public static CrashNotes Read(string path)
    {
        var notes = new CrashNotes();
        if (!File.Exists(path)) return notes;
        byte[] bytes = File.ReadAllBytes(path);
        for (int at = 0; at + Size <= bytes.Length; at += Size) notes.Take(bytes[at], BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(at + 1)));
        return notes;
    }

    private void Take(byte kind, long number)
    {
        if (kind == MayBeGone) Floor = Math.Max(Floor, number);
        else if (kind == Begun)
        {
            LastBegun = number;
            OpenCommits.Add(number);
        }
        else
        {
            OpenCommits.Remove(number);
            AcknowledgedCommits.Add(number);
        }
    }
}
