using Tocsin.Model.Labels;
using Tocsin.Model.Storage;

namespace Tocsin.Tsdb.Tests;

/// <summary>With a file system that is really full: TOCSIN_SMALL_DISK names a directory on one of a few megabytes (a tmpfs will do).</summary>
public sealed class DiskFullTests
{
    [Fact]
    public async Task Reads_go_on_appends_fail_and_it_recovers_by_itself_when_there_is_room()
    {
        string? disk = Environment.GetEnvironmentVariable("TOCSIN_SMALL_DISK");
        Assert.SkipWhen(disk is null, "TOCSIN_SMALL_DISK is not set");
        await using var test = new TestStore();
        string directory = Path.Combine(disk, "store"), ballast = Path.Combine(disk, "ballast");
        test.Options = test.Options with { Path = directory, WalSegmentBytes = 128 * 1024, WalCompression = WalCompression.None };
        LabelSet[] labels = [.. Enumerable.Range(0, 200).Select(i => TestStore.Labels("full", i))];
        long time = test.Now - 3_000_000;
        int committed = 0, failed = 0;
        for (; committed < 20; committed++) await AppendAsync(time += 1000);
        Fill(ballast);
        for (int i = 0; i < 200; i++)
        {
            try
            {
                await AppendAsync(time + 1000);
                (committed, time) = (committed + 1, time + 1000);
            }
            catch (IOException)
            {
                failed++;
            }
            Assert.Equal(committed, (await test.ReadAsync())[labels[0].ToString()].Length);
        }
        Assert.True(failed > 0, "the disk was never full");
        File.Delete(ballast);
        for (int i = 0; i < 20; i++, committed++) await AppendAsync(time += 1000);
        await test.ReopenAsync();
        Assert.Equal(committed, (await test.ReadAsync())[labels[0].ToString()].Length);
        Assert.Equal(200, (await test.ReadAsync()).Count);
        await test.Store.DisposeAsync();
        Directory.Delete(directory, recursive: true);

        async Task AppendAsync(long at)
        {
            using IAppender appender = test.Store.CreateAppender();
            for (int i = 0; i < labels.Length; i++)
            {
                SeriesRef series = default;
                appender.Append(ref series, labels[i], at, i + at);
            }
            await appender.CommitAsync(TestContext.Current.CancellationToken);
        }
    }

    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true) file.Write(new byte[64 * 1024]);
        }
        catch (IOException)
        {
            // That was the point.
        }
    }
}
