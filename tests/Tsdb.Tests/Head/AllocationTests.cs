using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.Tsdb.Tests.Head;

public sealed class AllocationTests
{
    private const int SeriesCount = 2000;
    private const int Rounds = 60;

    [Fact]
    public async Task Appending_to_known_series_allocates_per_batch_and_chunk_not_per_sample()
    {
        await using var test = new TestStore();
        LabelSet[] labels = [.. Enumerable.Range(0, SeriesCount).Select(i => TestStore.Labels("known", i))];
        var handles = new SeriesRef[SeriesCount];
        long time = test.Now - 3_600_000;
        for (int i = 0; i < 5; i++) Append(test.Store, labels, handles, time += 15_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Rounds; i++) Append(test.Store, labels, handles, time += 15_000);
        double perSample = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)(SeriesCount * Rounds);
        // The open chunks grow: less than one buffer of 256 bytes for a series in 60 samples.
        Assert.InRange(perSample, 0, 256.0 / Rounds);
    }

    [Fact]
    public async Task Reading_into_used_columns_allocates_nothing()
    {
        await using var test = new TestStore();
        LabelSet[] labels = [.. Enumerable.Range(0, 10).Select(i => TestStore.Labels("read", i))];
        var handles = new SeriesRef[10];
        for (int i = 0; i < 500; i++) Append(test.Store, labels, handles, test.Now - 3_600_000 + (i * 1000));
        using ISeriesSelection selection =
            await test.Store.SelectAsync(new SeriesSelector([], test.Now - 3_500_000, test.Now), TestContext.Current.CancellationToken);
        var columns = new SampleColumns();
        for (int i = 0; i < selection.Count; i++) selection.Read(i, columns);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < selection.Count; i++) selection.Read(i, columns);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(400, columns.Count);
    }

    private static void Append(Tsdb store, LabelSet[] labels, SeriesRef[] handles, long time)
    {
        using IAppender appender = store.CreateAppender();
        for (int i = 0; i < labels.Length; i++) appender.Append(ref handles[i], labels[i], time, i + (time % 7));
        appender.CommitAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }
}
