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

    /// <summary>Series of which ranges are deleted, and as many that must stay beside them.</summary>
    public const int Doomed = 5;

    /// <summary>So many commits some series live; then they end with a staleness marker.</summary>
    public const int Generation = 50;

    private const long Step = 30_000;
    private const int LateCommits = 40;
    private static readonly TimeSpan Retention = TimeSpan.FromHours(20);
    private static readonly TimeSpan Kept = TimeSpan.FromHours(18);
    private static readonly long Origin = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public static TsdbOptions Options(string directory) => new()
    {
        Path = directory,
        WalSegmentBytes = 128 * 1024,
        OutOfOrderWindow = TimeSpan.FromHours(1),
        WalCompression = WalCompression.Zstd,
        RetentionTime = Retention,
        LongestBlock = TimeSpan.FromHours(6),
        EndedSeriesShare = 0.01,
    };

    /// <summary>What is older than this may be outlived. Blocks go by their newest; late ones end with their two hours, which may lie ahead.</summary>
    public static long FloorAt(long commit) => TimeOf(commit) - (long)(Retention - TimeSpan.FromHours(2)).TotalMilliseconds;

    public static FakeTimeProvider ClockAt(long commit) => new(DateTimeOffset.FromUnixTimeMilliseconds(TimeOf(Math.Max(commit, 0))));

    public static long TimeOf(long commit) => Origin + (commit * Step);

    public static long LateTimeOf(long commit) => TimeOf(commit - LateCommits) - 7;

    /// <summary>Whether a staleness marker ends the series of a generation with this commit.</summary>
    public static bool EndsGeneration(long commit) => commit >= Generation && commit % Generation == 0;

    /// <summary>What the deletion after a commit takes, in ms: from the head or from blocks, never what may still come late.</summary>
    public static (long MinTime, long MaxTime) DeletedAt(long commit) =>
        commit % 2 == 0 ? (TimeOf(commit - 90), TimeOf(commit - 50)) : (TimeOf(commit - 900), TimeOf(commit - 700));

    public static double ValueOf(long commit, int series) => (commit * 1000) + series;

    public static LabelSet FloatSeries(long commit, int series) => LabelSet.Create(
        ("__name__", "float"), ("i", Text(series)), ("generation", IsShort(series) ? Text(commit / Generation) : "all"));

    public static bool IsShort(int series) => series % 5 == 0;

    public static LabelSet DoomedSeries(int series) => LabelSet.Create(("__name__", "doomed"), ("i", Text(series)), ("stays", series < Doomed ? "no" : "yes"));

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

    /// <summary>Appends and commits while the store compacts, and now and then deletes, until the process is killed.</summary>
    public static async Task RunAsync(string directory, string notes)
    {
        long commit = CrashNotes.Read(notes).LastBegun + 1;
        using var log = new CrashLog(notes);
        FakeTimeProvider clock = ClockAt(commit);
        TsdbOpenResult opened = Tsdb.Open(Options(directory), clock, log);
        Tsdb store = opened.Store ?? throw new InvalidOperationException(opened.Error);
        for (; ; commit++)
        {
            // Moves maintenance too, which runs beside.
            clock.SetUtcNow(DateTimeOffset.FromUnixTimeMilliseconds(TimeOf(commit)));
            log.Note(CrashNotes.Begun, commit);
            await CommitAsync(store, commit);
            log.Note(CrashNotes.Acknowledged, commit);
            Disturb(store, commit, log);
        }
    }

    private static void Disturb(Tsdb store, long commit, CrashLog log)
    {
        switch (Random.Shared.Next(200))
        {
            case 0:
                long floor = TimeOf(commit) - (long)Kept.TotalMilliseconds;
                log.Note(CrashNotes.MayBeGone, floor);
                store.DeleteOlderThan(floor);
                break;
            case 1 or 2:
                (long minTime, long maxTime) = DeletedAt(commit);
                log.Note(CrashNotes.Deleting, commit);
                store.Delete([TestStore.Equal("__name__", "doomed"), TestStore.Equal("stays", "no")], minTime, maxTime);
                log.Note(CrashNotes.Deleted, commit);
                break;
            case 3:
                store.CleanTombstones(CancellationToken.None);
                log.Note(CrashNotes.Cleaned, commit);
                break;
            case 4:
                store.Compact(CancellationToken.None);
                break;
            default:
                break;
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
        for (int i = 0; i < Floats && EndsGeneration(commit); i++)
        {
            series = default;
            if (IsShort(i)) Accept(appender.Append(ref series, FloatSeries(commit - 1, i), TimeOf(commit), StaleMarker.Value));
        }
        for (int i = 0; i < 2 * Doomed; i++)
        {
            series = default;
            Accept(appender.Append(ref series, DoomedSeries(i), TimeOf(commit), ValueOf(commit, i)));
            Accept(appender.Append(ref series, DoomedSeries(i), LateTimeOf(commit), ValueOf(commit, i) + 0.5));
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

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
