using System.Diagnostics;

namespace Tocsin.Tsdb.Tests;

/// <summary>
/// A process appends while hours pass in a second, with all that they bring (cuts of the head, of late samples and of ended series, joins, retention,
/// deletions, checkpoints), until it is killed at a random moment; then the store must hold everything it had acknowledged, once, and no half commit.
/// TOCSIN_ROUNDS says how often.
/// </summary>
public sealed class CrashCampaignTests
{
    private const string DirectoryVariable = "TOCSIN_CRASH_DIRECTORY";
    private const int Rounds = 3;

    // In a campaign this long, everything must have come up.
    private const int EnoughForAll = 50;

    private static readonly (string, byte)[] Kinds =
    [
        ("commits", CrashNotes.Acknowledged), ("cuts", CrashNotes.Cut), ("cuts of late samples", CrashNotes.CutLate), ("cuts of ended series", CrashNotes.CutEnded),
        ("joins", CrashNotes.Joined), ("blocks outlived", CrashNotes.Outlived), ("deletions", CrashNotes.Deleted), ("tombstones cleaned", CrashNotes.Cleaned),
    ];

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
            await RunAndKillAsync(test.Directory, random.Next(20, 1500), notes);
            await CheckAsync(store, CrashNotes.Read(notes), round);
            Assert.False(File.Exists(notes + ".failures"), File.Exists(notes + ".failures") ? await File.ReadAllTextAsync(notes + ".failures", TestContext.Current.CancellationToken) : "");
        }
        CrashNotes all = CrashNotes.Read(notes);
        foreach ((string what, byte kind) in Kinds)
        {
            TestContext.Current.SendDiagnosticMessage($"{what}: {all.CountOf(kind)}");
            if (rounds >= EnoughForAll) Assert.True(all.CountOf(kind) > 0, $"no {what}");
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
    private static async Task RunAndKillAsync(string directory, int milliseconds, string notes)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["-method", "*." + nameof(The_process_that_is_killed)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment[DirectoryVariable] = directory;
        long before = LengthOf(notes);
        using Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        for (int i = 0; i < 3000 && LengthOf(notes) == before; i++) await Task.Delay(10, TestContext.Current.CancellationToken);
        await Task.Delay(milliseconds, TestContext.Current.CancellationToken);
        Assert.False(process.HasExited, "the process ended by itself: " + (process.HasExited ? await process.StandardError.ReadToEndAsync() : ""));
        process.Kill();
        await process.WaitForExitAsync();
    }

    private static long LengthOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    private static async Task CheckAsync(string directory, CrashNotes notes, int round)
    {
        var events = new RecordedEvents();
        TsdbOpenResult opened = Tsdb.Open(CrashWorkload.Options(directory), CrashWorkload.ClockAt(notes.LastBegun), events);
        Assert.True(opened.IsOpen, opened.Error);
        await using Tsdb store = opened.Store;
        string where = $"in round {round} ({notes.AcknowledgedCommits.Count} commits so far)";
        await CrashChecker.CheckAsync(store, notes, where);
        foreach (string damage in events.Damages) Assert.Contains("unfinished record", damage, StringComparison.Ordinal);
        if (round % 3 != 0) return;
        store.Compact(TestContext.Current.CancellationToken);
        await CrashChecker.CheckAsync(store, notes, where + " after compaction");
    }
}
