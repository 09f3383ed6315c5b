using System.Diagnostics;
using System.Globalization;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.Tsdb.Tests;

/// <summary>Reading a log whose finished chunks are not on disk: they go there on the way, and a kill in the middle costs nothing. TOCSIN_ROUNDS says how many.</summary>
public sealed class ReplayTests
{
    private const string DirectoryVariable = "TOCSIN_REPLAY_DIRECTORY";
    private const int Series = 400;
    private const int Samples = 700;
    private const int EnoughForAll = 20;

    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("TOCSIN_ROUNDS") ?? "3", CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_log_alone_is_read_without_keeping_finished_chunks_in_memory()
    {
        await using TestStore test = await LogAloneAsync();
        await test.ReopenAsync();
        await AssertAllThereAsync(test);
        long chunks = Directory.EnumerateFiles(Path.Combine(test.Directory, "chunks_head")).Sum(path => new FileInfo(path).Length);
        // 700 samples of 2 to 3 bytes: all of them but the open chunks.
        Assert.InRange(chunks, Series * Samples, long.MaxValue);
    }

    [Fact]
    public async Task A_kill_while_the_log_is_read_loses_nothing_and_doubles_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "kill -9 is for Linux");
        await using TestStore log = await LogAloneAsync();
        await using var test = new TestStore(log.Clock);
        var random = new Random(20261123);
        int inTheMiddle = 0;
        for (int round = 0; round < Rounds; round++)
        {
            // Now and then from the beginning, else with what the last kill left.
            if (round % 3 == 0)
            {
                Directory.Delete(test.Directory, recursive: true);
                TestStore.CopyFiles(log.Directory, test.Directory);
            }
            if (await RunAndKillAsync(test.Directory, random.Next(120))) inTheMiddle++;
            await using TestStore killed = test.CopyNow();
            await AssertAllThereAsync(killed);
            Assert.Empty(killed.Events.Damages);
        }
        TestContext.Current.SendDiagnosticMessage($"killed in the middle: {inTheMiddle} of {Rounds}");
        if (Rounds >= EnoughForAll) Assert.InRange(inTheMiddle, 1, Rounds);
    }

    /// <summary>Not a test: the process that is killed.</summary>
    [Fact]
    public async Task The_process_that_is_killed_while_it_reads()
    {
        string? directory = Environment.GetEnvironmentVariable(DirectoryVariable);
        Assert.SkipWhen(directory is null, "runs only when another test starts it");
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TestStore.Start + TimeSpan.FromHours(3));
        await File.WriteAllTextAsync(BegunFile(directory), "", TestContext.Current.CancellationToken);
        TsdbOpenResult opened = Tsdb.Open(new TsdbOptions { Path = directory }, clock, new RecordedEvents());
        Assert.True(opened.IsOpen, opened.Error);
        await File.WriteAllTextAsync(OpenedFile(directory), "", TestContext.Current.CancellationToken);
        await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
    }

    private static string BegunFile(string directory) => directory + ".begun";

    private static string OpenedFile(string directory) => directory + ".opened";

    private static async Task<TestStore> LogAloneAsync()
    {
        var test = new TestStore();
        test.Options = test.Options with { WalSegmentBytes = 1024 * 1024 };
        long start = test.Now;
        test.Clock.Advance(TimeSpan.FromHours(3));
        var handles = new SeriesRef[Series];
        for (int sample = 0; sample < Samples; sample++)
        {
            using IAppender appender = test.Store.CreateAppender();
            for (int i = 0; i < Series; i++)
                Assert.Equal(AppendOutcome.Accepted, appender.Append(ref handles[i], TestStore.Labels("metric", i), start + (sample * 15_000L), ValueOf(i, sample)));
            await appender.CommitAsync(TestContext.Current.CancellationToken);
        }
        await test.CloseAsync();
        Directory.Delete(Path.Combine(test.Directory, "chunks_head"), recursive: true);
        return test;
    }

    private static double ValueOf(int series, int sample) => (sample * (double)(series % 50)) + (sample % 7);

    private static async Task AssertAllThereAsync(TestStore test)
    {
        SortedDictionary<string, (long Time, double Value)[]> content = await test.ReadAsync();
        Assert.Equal(Series, content.Count);
        for (int i = 0; i < Series; i++)
        {
            (long Time, double Value)[] samples = content[TestStore.Labels("metric", i).ToString()];
            Assert.Equal(Samples, samples.Length);
            for (int sample = 0; sample < Samples; sample++)
                if (samples[sample] != (TestStore.Start.ToUnixTimeMilliseconds() + (sample * 15_000L), ValueOf(i, sample)))
                    Assert.Fail($"sample {sample} of series {i} is {samples[sample]}");
        }
    }

    // True: it had begun to write chunks and was not done.
    private static async Task<bool> RunAndKillAsync(string directory, int milliseconds)
    {
        File.Delete(BegunFile(directory));
        File.Delete(OpenedFile(directory));
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["-method", "*." + nameof(The_process_that_is_killed_while_it_reads)])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment[DirectoryVariable] = directory;
        using Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        for (int i = 0; i < 30_000 && !File.Exists(BegunFile(directory)); i++) await Task.Delay(1, TestContext.Current.CancellationToken);
        await Task.Delay(milliseconds, TestContext.Current.CancellationToken);
        Assert.False(process.HasExited, "the process ended by itself");
        process.Kill();
        await process.WaitForExitAsync();
        string chunks = Path.Combine(directory, "chunks_head");
        bool done = File.Exists(OpenedFile(directory));
        File.Delete(BegunFile(directory));
        File.Delete(OpenedFile(directory));
        return !done && Directory.Exists(chunks) && Directory.EnumerateFiles(chunks).Any();
    }
}
