using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;
using Tocsin.Tsdb.Blocks;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Querying;

/// <summary>A part of a store that answered a selector, and the time its samples are from.</summary>
internal readonly record struct SelectedPart(ISeriesSelection Series, TimeRange Time);

/// <summary>
/// The selections of head and blocks as one. Parts whose times do not overlap are read one behind the other into the caller's columns; only the others
/// are merged sample by sample.
/// </summary>
internal sealed class MergedSelection : ISeriesSelection
{
    private readonly SelectedPart[] _parts;
    private readonly List<LabelSet> _labels = [];
    private readonly List<int> _first = [];
    private readonly List<Place> _places = [];
    private readonly Stack<SampleColumns> _scratch = [];
    private readonly List<string> _warnings = [];

    /// <param name="parts">What is merged, and let go with it.</param>
    /// <param name="limit">Most series; 0 is all.</param>
    /// <param name="labels">The labels of this search.</param>
    public MergedSelection(IEnumerable<SelectedPart> parts, int limit, KnownLabels labels)
    {
        _parts = [.. parts.OrderBy(part => part.Time.MinTime)];
        var known = new Dictionary<LabelSet, int>();
        _places.EnsureCapacity(_parts.Sum(part => part.Series.Count));
        // Back to front, each place before the ones there: so a series has its parts in the order of time.
        for (int part = _parts.Length - 1; part >= 0; part--)
        {
            ISeriesSelection series = _parts[part].Series;
            known.EnsureCapacity(Math.Max(known.Count, series.Count));
            _labels.EnsureCapacity(Math.Max(_labels.Count, series.Count));
            _first.EnsureCapacity(_labels.Capacity);
            for (int i = 0; i < series.Count; i++) Put(known, labels.Of(series.LabelsAt(i)), part, i, limit);
        }
    }

    public int Count => _labels.Count;

    public IReadOnlyList<string> Warnings => [.. _warnings.Concat(_parts.SelectMany(part => part.Series.Warnings)).Distinct()];

    public LabelSet LabelsAt(int index) => _labels[index];

    public void Read(int index, SampleColumns into)
    {
        Place place = _places[_first[index]];
        if (place.Next < 0)
        {
            _parts[place.Part].Series.Read(place.Index, into);
            return;
        }
        into.Clear();
        for (int at = _first[index]; at >= 0;)
        {
            place = _places[at];
            long end = _parts[place.Part].Time.MaxTime;
            int next = place.Next, overlapping = 1;
            for (; next >= 0 && _parts[_places[next].Part].Time.MinTime <= end; next = _places[next].Next, overlapping++)
                end = Math.Max(end, _parts[_places[next].Part].Time.MaxTime);
            if (overlapping == 1) Append(place, into);
            else Merge(at, overlapping, into);
            at = next;
        }
    }

    public void Dispose()
    {
        foreach (SelectedPart part in _parts) part.Series.Dispose();
    }

    private void Put(Dictionary<LabelSet, int> known, LabelSet labels, int part, int index, int limit)
    {
        if (!known.TryGetValue(labels, out int series))
        {
            if (limit > 0 && _labels.Count == limit)
            {
                if (_warnings.Count == 0) _warnings.Add($"results truncated due to limit: {limit} series");
                return;
            }
            series = _labels.Count;
            known.Add(labels, series);
            _labels.Add(labels);
            _first.Add(-1);
        }
        _places.Add(new Place(part, index, _first[series]));
        _first[series] = _places.Count - 1;
    }

    private void Append(Place place, SampleColumns into)
    {
        ISeriesSelection part = _parts[place.Part].Series;
        if (part is IAppendingSelection appending)
        {
            appending.Append(place.Index, into);
            return;
        }
        SampleColumns scratch = Rent();
        part.Read(place.Index, scratch);
        SampleMerge.Append(scratch, into);
        Return(scratch);
    }

    private void Merge(int first, int count, SampleColumns into)
    {
        var columns = new List<SampleColumns>(count);
        for (int at = first; columns.Count < count; at = _places[at].Next)
        {
            SampleColumns scratch = Rent();
            _parts[_places[at].Part].Series.Read(_places[at].Index, scratch);
            columns.Add(scratch);
        }
        // Parts that might overlap often do not.
        columns.Sort((left, right) => Oldest(left).CompareTo(Oldest(right)));
        SampleMerge.Merge(columns, into);
        foreach (SampleColumns scratch in columns) Return(scratch);
    }

    private static long Oldest(SampleColumns samples) => samples.Count == 0 ? long.MaxValue : samples.Timestamps[0];

    private SampleColumns Rent()
    {
        lock (_scratch) return _scratch.TryPop(out SampleColumns? columns) ? columns : new SampleColumns();
    }

    private void Return(SampleColumns columns)
    {
        lock (_scratch) _scratch.Push(columns);
    }

    /// <param name="Part">Which part.</param>
    /// <param name="Index">Which series of it.</param>
    /// <param name="Next">The place of the same series in a later part; -1: none.</param>
    private readonly record struct Place(int Part, int Index, int Next);
}
