using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Head;

namespace Tocsin.Tsdb.Querying;

/// <summary>A series of a selection and its chunks as they were when it was made.</summary>
internal readonly record struct PinnedSeries(LabelSet Labels, PinnedChunks Chunks);

/// <summary>The series a selector found in the head, pinned.</summary>
internal sealed class HeadSelection(PinnedSeries[] series, SeriesSelector selector, IReadOnlyList<string> warnings, ChunkBuffers buffers) : ISeriesSelection
{
    private PinnedSeries[]? _series = series;

    private PinnedSeries[] Series => _series ?? throw new ObjectDisposedException(nameof(ISeriesSelection));

    public int Count => Series.Length;

    public IReadOnlyList<string> Warnings => warnings;

    public LabelSet LabelsAt(int index) => Series[index].Labels;

    public void Read(int index, SampleColumns into)
    {
        into.Clear();
        Series[index].Chunks.Read(selector.Start, selector.End, into);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _series, null) is not null) buffers.EndReading();
    }
}
