using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;
using Tocsin.Tsdb.Blocks;

namespace Tocsin.Tsdb.Querying;

/// <summary>A selection read to the end, so that the store it is from may be closed.</summary>
internal sealed class LoadedSelection : ISeriesSelection
{
    private readonly List<(LabelSet Labels, SampleColumns Samples)> _series = [];

    public LoadedSelection(ISeriesSelection from)
    {
        Warnings = from.Warnings;
        for (int i = 0; i < from.Count; i++)
        {
            var samples = new SampleColumns();
            from.Read(i, samples);
            _series.Add((from.LabelsAt(i), samples));
        }
    }

    public int Count => _series.Count;

    public IReadOnlyList<string> Warnings { get; }

    public LabelSet LabelsAt(int index) => _series[index].Labels;

    public void Read(int index, SampleColumns into)
    {
        into.Clear();
        SampleMerge.Append(_series[index].Samples, into);
    }

    public void Dispose()
    {
    }
}
