using System.Globalization;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.Tsdb.Tests;

/// <summary>Compares what a store holds after a crash with what its notes promise.</summary>
internal static class CrashChecker
{
    public static async Task CheckAsync(Tsdb store, CrashNotes notes, string where)
    {
        CrashContent floats = await ReadAsync(store, "float", where), late = await ReadAsync(store, "late", where), histograms = await ReadAsync(store, "histogram", where);
        CrashContent doomed = await ReadAsync(store, "doomed", where, ("stays", "no")), witness = await ReadAsync(store, "doomed", where, ("stays", "yes"));
        void Expect(CrashContent content, long time, int count, string what)
        {
            if (time < notes.Floor) return;
            Assert.True(content.CountAt(time) == count, $"{content.CountAt(time)} of {count} {what} at {time} {where}");
        }

        foreach (long commit in notes.AcknowledgedCommits.Where(commit => CrashWorkload.TimeOf(commit) >= notes.Floor))
        {
            long time = CrashWorkload.TimeOf(commit), lateTime = CrashWorkload.LateTimeOf(commit);
            Expect(floats, time, CrashWorkload.Floats, "floats");
            Expect(histograms, time, CrashWorkload.Histograms, "histograms");
            foreach (long at in (long[])[time, lateTime])
            {
                Expect(late, at, CrashWorkload.Late, "late series' samples");
                Expect(witness, at, CrashWorkload.Doomed, "samples beside deleted ones");
                if (FateOf(at, notes) is { } deleted) Expect(doomed, at, deleted ? 0 : CrashWorkload.Doomed, deleted ? "deleted samples" : "samples that are not deleted");
            }
            int ends = CrashWorkload.EndsGeneration(commit) ? Enumerable.Range(0, CrashWorkload.Floats).Count(CrashWorkload.IsShort) : 0;
            if (time >= notes.Floor) Assert.True(floats.MarkersAt(time) == ends, $"{floats.MarkersAt(time)} of {ends} staleness markers at {time} {where}");
        }
        foreach (long commit in notes.OpenCommits.Where(commit => CrashWorkload.TimeOf(commit) >= notes.Floor))
            Assert.True(floats.CountAt(CrashWorkload.TimeOf(commit)) is 0 or CrashWorkload.Floats, $"half of commit {commit} is there {where}");
    }

    // Null: a deletion of it was begun and not acknowledged.
    private static bool? FateOf(long time, CrashNotes notes)
    {
        bool? deleted = false;
        foreach ((long commit, bool acknowledged) in notes.Deletions)
        {
            (long minTime, long maxTime) = CrashWorkload.DeletedAt(commit);
            if (time < minTime || time > maxTime) continue;
            if (acknowledged) return true;
            deleted = null;
        }
        return deleted;
    }

    private static async Task<CrashContent> ReadAsync(Tsdb store, string name, string where, params (string Name, string Value)[] more)
    {
        var content = new CrashContent();
        var columns = new SampleColumns();
        using ISeriesSelection selection = await store.SelectAsync(
            new SeriesSelector([TestStore.Equal("__name__", name), .. more.Select(label => TestStore.Equal(label.Name, label.Value))], long.MinValue, long.MaxValue),
            TestContext.Current.CancellationToken);
        for (int i = 0; i < selection.Count; i++)
        {
            int series = int.Parse(selection.LabelsAt(i).Get("i"), CultureInfo.InvariantCulture);
            selection.Read(i, columns);
            for (int j = 0; j < columns.Count; j++)
            {
                Assert.True(j == 0 || columns.Timestamps[j] > columns.Timestamps[j - 1], $"{selection.LabelsAt(i)} has {columns.Timestamps[j]} out of order or twice {where}");
                content.Add(series, columns.Timestamps[j], columns.Histograms.IsEmpty || columns.Histograms[j] is null ? columns.Values[j] : columns.Histograms[j]!.Sum);
            }
        }
        return content;
    }
}

/// <summary>How many samples series of one name have, by time; each is looked at on the way.</summary>
internal sealed class CrashContent
{
    private readonly Dictionary<long, int> _samples = [];
    private readonly Dictionary<long, int> _markers = [];

    public int CountAt(long time) => _samples.GetValueOrDefault(time);

    public int MarkersAt(long time) => _markers.GetValueOrDefault(time);

    public void Add(int series, long time, double value)
    {
        bool marker = StaleMarker.Is(value);
        Dictionary<long, int> counts = marker ? _markers : _samples;
        counts[time] = counts.GetValueOrDefault(time) + 1;
        if (marker) return;
        long commit = (long)(value / 1000);
        Assert.Equal(value == Math.Floor(value) ? CrashWorkload.TimeOf(commit) : CrashWorkload.LateTimeOf(commit), time);
        Assert.Equal(CrashWorkload.ValueOf(commit, series), Math.Floor(value));
    }
}
