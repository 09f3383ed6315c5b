using Tocsin.Model.Labels;
using Tocsin.Model.Storage;

namespace Tocsin.Tsdb.Tests;

/// <summary>The files at any moment are what a kill -9 leaves: a copy of them must open with every acknowledged sample.</summary>
public sealed class CrashTests
{
    [Fact]
    public async Task At_every_commit_the_files_hold_all_commits_so_far()
    {
        await using var test = new TestStore();
        test.Options = test.Options with { WalSegmentBytes = 128 * 1024, WalCompression = WalCompression.None };
        for (int round = 1; round <= 25; round++)
        {
            using (IAppender appender = test.Store.CreateAppender())
            {
                for (int i = 0; i < 900; i++)
                {
                    SeriesRef series = default;
                    Assert.Equal(AppendOutcome.Accepted, appender.Append(ref series, TestStore.Labels("up", i % 30 * round), test.Now + (round * 1000) + i, i));
                }
                await appender.CommitAsync(TestContext.Current.CancellationToken);
            }
            if (round % 5 == 0) test.Store.DeleteOlderThan(0);
            await using TestStore killed = test.CopyNow();
            Assert.Equal(await test.ReadAsync(), await killed.ReadAsync());
            Assert.Empty(killed.Events.Damages);
        }
    }

    [Theory]
    [InlineData(WalCompression.None)]
    [InlineData(WalCompression.Snappy)]
    public async Task A_commit_cut_at_any_byte_is_there_whole_or_not_at_all(WalCompression compression)
    {
        await using var test = new TestStore();
        test.Options = test.Options with { WalCompression = compression };
        LabelSet old = TestStore.Labels("old"), added = TestStore.Labels("new");
        await test.AppendAsync(old, (test.Now, 1));
        string segment = Path.Combine(test.Wal, "00000000");
        long acknowledged = new FileInfo(segment).Length;
        SortedDictionary<string, (long, double)[]> before = await test.ReadAsync();
        using (IAppender appender = test.Store.CreateAppender())
        {
            SeriesRef first = default, second = default;
            appender.Append(ref first, old, test.Now + 1, 2);
            appender.Append(ref second, added, test.Now + 1, 2);
            await appender.CommitAsync(TestContext.Current.CancellationToken);
        }
        SortedDictionary<string, (long, double)[]> after = await test.ReadAsync();
        long whole = new FileInfo(segment).Length;
        for (long length = acknowledged; length <= whole; length++)
        {
            await using TestStore killed = test.CopyNow();
            using (var file = new FileStream(Path.Combine(killed.Wal, "00000000"), FileMode.Open)) file.SetLength(length);
            Assert.Equal(length == whole ? after : before, await killed.ReadAsync());
            // It goes on where it stopped, and keeps what it adds.
            await killed.AppendAsync(old, (test.Now + 2, 3));
            await killed.ReopenAsync();
            Assert.Equal((test.Now + 2, 3), (await killed.ReadAsync())[old.ToString()][^1]);
        }
    }

    [Fact]
    public async Task Damage_in_the_middle_costs_its_commit_only_and_is_told_with_its_times()
    {
        await using var test = new TestStore();
        test.Options = test.Options with { WalSegmentBytes = 128 * 1024, WalCompression = WalCompression.None };
        LabelSet up = TestStore.Labels("up");
        for (int round = 0; round < 20; round++)
            await test.AppendAsync(up, [.. Enumerable.Range(0, 1000).Select(i => (test.Now + (round * 1000L) + i, (double)i))]);
        await test.Store.DisposeAsync();
        string second = Path.Combine(test.Wal, "00000001");
        byte[] bytes = await File.ReadAllBytesAsync(second, TestContext.Current.CancellationToken);
        bytes[40_000] ^= 1;
        await File.WriteAllBytesAsync(second, bytes, TestContext.Current.CancellationToken);
        Directory.Delete(Path.Combine(test.Directory, "chunks_head"), recursive: true);

        await test.ReopenAsync();
        int kept = (await test.ReadAsync())[up.ToString()].Length;
        Assert.Equal(19_000, kept);
        string told = Assert.Single(test.Events.Damages);
        Assert.Contains("00000001 at byte", told, StringComparison.Ordinal);
        Assert.Contains("00000001.corrupt", told, StringComparison.Ordinal);
        Assert.Matches("samples written between 2026-03-01T12:00:[0-9.]+Z and 2026-03-01T12:00:[0-9.]+Z may be missing", told);
        await test.AppendAsync(up, (test.Now + 30_000, 1));
        await test.ReopenAsync();
        Assert.Equal(kept + 1, (await test.ReadAsync())[up.ToString()].Length);
        Assert.Single(test.Events.Damages);
    }

    [Fact]
    public async Task A_segment_that_is_gone_is_told_with_the_times_around_it()
    {
        await using var test = new TestStore();
        test.Options = test.Options with { WalSegmentBytes = 128 * 1024, WalCompression = WalCompression.None };
        LabelSet up = TestStore.Labels("up");
        for (int round = 0; round < 30; round++)
            await test.AppendAsync(up, [.. Enumerable.Range(0, 1000).Select(i => (test.Now + (round * 1000L) + i, (double)i))]);
        await test.CloseAsync();
        File.Delete(Path.Combine(test.Wal, "00000001"));
        Directory.Delete(Path.Combine(test.Directory, "chunks_head"), recursive: true);

        await test.ReopenAsync();
        Assert.InRange((await test.ReadAsync())[up.ToString()].Length, 10_000, 29_000);
        string told = Assert.Single(test.Events.Damages);
        Assert.Matches("00000002 at byte 0: 1 segments before it are missing", told);
        Assert.Matches("samples written between 2026-03-01T12:00:[0-9.]+Z and 2026-03-01T12:00:[0-9.]+Z may be missing, of any series; what can be read before and behind it is kept$", told);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chunks_of_series_that_the_log_has_forgotten_are_told_only_when_the_log_is_not_whole(bool noLog)
    {
        await using var many = new TestStore();
        await using var one = new TestStore(many.Clock);
        foreach ((TestStore test, int count) in new[] { (many, 3), (one, 1) })
            for (int i = 0; i < count; i++)
                await test.AppendAsync(TestStore.Labels("up", i), [.. Enumerable.Range(0, 500).Select(sample => (test.Now + (sample * 1000L), (double)sample))]);
        SortedDictionary<string, (long, double)[]> expected = await one.ReadAsync();
        await many.CloseAsync();
        await one.CloseAsync();
        File.Copy(Path.Combine(many.Directory, "chunks_head", "000001"), Path.Combine(one.Directory, "chunks_head", "000001"), overwrite: true);
        if (noLog) Directory.Delete(one.Wal, recursive: true);

        await one.ReopenAsync();
        Assert.Equal(noLog ? [] : expected, await one.ReadAsync());
        if (noLog) Assert.Contains("chunks in chunks_head", Assert.Single(one.Events.Unread), StringComparison.Ordinal);
        else Assert.Empty(one.Events.Unread);
    }
}
