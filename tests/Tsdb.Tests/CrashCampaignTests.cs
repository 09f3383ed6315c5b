using System.Diagnostics;
using System.Globalization;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.Tsdb.Tests;

/// <summary>
/// A process appends, truncates and checkpoints until it is killed at a random moment; then the store must hold everything it had acknowledged, and no
/// half commit. TOCSIN_ROUNDS says how often.
/// </summary>
public sealed class CrashCampaignTests
{
    private const string DirectoryVariable = "TOCSIN_CRASH_DIRECTORY";
    private const int Rounds = 3;

    [Fact]
    public async Task Kill_9_at_any_moment_loses_nothing_that_was_acknowledged()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "kill -9 is for Linux");
        int rounds = int.TryParse(Environment.GetEnvironmentVariable("TOCSIN_ROUNDS"), out int wanted) ? wanted : Rounds;
        await using var test = new TestStore();
        string store = Path.Combine(test.Directory, "data"), notes = Path.Combine(test.Directory, "notes");
        Directory.CreateDirectory(store);
        var random = new Random(20260301);
        for (int round = 0; round < rounds; round++)
        {
            long before = CrashNotes.Read(notes).LastBegun;
            await RunAndKillAsync(test.Directory, random.Next(20, 700), notes, before);
            await CheckAsync(store, CrashNotes.Read(notes), round);
        }
    }

    /// <summary>Not a test: the process that is killed.</summary>
    [Fact]
    public async Task The_process_that_is_killed()
    {
        string? directory = Environment.GetEnvironmentVariable(DirectoryVariable);
        Assert.SkipWhen(directory is null, "runs only when the campaign starts it");
        await CrashWorkload.RunAsync(Path.Combine(directory, "data"), Path.Combine(directory, "notes"));
    }

    // The time counts from the first commit, so that starting slowly does not make the round empty.
    private static async Task RunAndKillAsync(string directory, int milliseconds, string notes, long before)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["-method", "*." + nameof(The_process_that_is_killed)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment[DirectoryVariable] = directory;
        using Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        for (int i = 0; i < 3000 && CrashNotes.Read(notes).LastBegun == before; i++) await Task.Delay(10, TestContext.Current.CancellationToken);
        await Task.Delay(milliseconds, TestContext.Current.CancellationToken);
        Assert.False(process.HasExited, "the process ended by itself: " + (process.HasExited ? await process.StandardError.ReadToEndAsync() : ""));
        process.Kill();
        await process.WaitForExitAsync();
    }

    private static async Task CheckAsync(string directory, CrashNotes notes, int round)
    {
        var events = new RecordedEvents();
        TsdbOpenResult opened = Tsdb.Open(CrashWorkload.Options(directory), CrashWorkload.ClockAt(notes.LastBegun), events);
        Assert.True(opened.IsOpen, opened.Error);
        await using Tsdb store = opened.Store;
        var floats = await CountAsync(store, "float", (commit, series) => CrashWorkload.ValueOf(commit, series));
        var late = await CountAsync(store, "late", (commit, series) => CrashWorkload.ValueOf(commit, series));
        var histograms = await CountAsync(store, "histogram", (commit, series) => CrashWorkload.ValueOf(commit, series));
        string where = $"in round {round} ({notes.AcknowledgedCommits.Count} commits so far)";
        foreach (long commit in notes.AcknowledgedCommits)
        {
            if (CrashWorkload.TimeOf(commit) < notes.Floor) continue;
            Assert.True(floats.GetValueOrDefault(CrashWorkload.TimeOf(commit)) == CrashWorkload.Floats, $"floats of commit {commit} are missing {where}");
            Assert.True(histograms.GetValueOrDefault(CrashWorkload.TimeOf(commit)) == CrashWorkload.Histograms, $"histograms of commit {commit} are missing {where}");
            Assert.True(late.GetValueOrDefault(CrashWorkload.TimeOf(commit)) == CrashWorkload.Late, $"samples of commit {commit} are missing {where}");
            if (CrashWorkload.LateTimeOf(commit) >= notes.Floor)
                Assert.True(late.GetValueOrDefault(CrashWorkload.LateTimeOf(commit)) == CrashWorkload.Late, $"late samples of commit {commit} are missing {where}");
        }
        foreach (long commit in notes.OpenCommits)
        {
            int found = floats.GetValueOrDefault(CrashWorkload.TimeOf(commit));
            Assert.True(found is 0 or CrashWorkload.Floats || CrashWorkload.TimeOf(commit) < notes.Floor, $"half of commit {commit} is there {where}");
        }
        foreach (string damage in events.Damages) Assert.Contains("unfinished record", damage, StringComparison.Ordinal);
    }

    /// <summary>Samples by their time, each checked against what it must be.</summary>
    private static async Task<Dictionary<long, int>> CountAsync(Tsdb store, string name, Func<long, int, double> valueOf)
    {
        var counts = new Dictionary<long, int>();
        var columns = new SampleColumns();
        using ISeriesSelection selection = await store.SelectAsync(
            new SeriesSelector([TestStore.Equal("__name__", name)], long.MinValue, long.MaxValue), TestContext.Current.CancellationToken);
        for (int i = 0; i < selection.Count; i++)
        {
            int series = int.Parse(selection.LabelsAt(i).Get("i"), CultureInfo.InvariantCulture);
            selection.Read(i, columns);
            for (int j = 0; j < columns.Count; j++)
            {
                long time = columns.Timestamps[j];
                double value = columns.Histograms.IsEmpty || columns.Histograms[j] is null ? columns.Values[j] : columns.Histograms[j]!.Sum;
                long commit = (long)(value / 1000);
                bool isLate = value != Math.Floor(value);
                Assert.Equal(isLate ? CrashWorkload.LateTimeOf(commit) : CrashWorkload.TimeOf(commit), time);
                Assert.Equal(valueOf(commit, series), Math.Floor(value));
                counts[time] = counts.GetValueOrDefault(time) + 1;
            }
        }
        return counts;
    }
}
