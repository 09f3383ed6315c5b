using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.Tsdb.Head;

/// <summary>The newest exemplars of all series together, in a ring of fixed size. Guarded by the head's lock.</summary>
internal sealed class ExemplarRing(int capacity)
{
    private readonly (MemSeries Series, Exemplar Exemplar)[] _ring = new (MemSeries, Exemplar)[capacity];
    private readonly Dictionary<MemSeries, Exemplar> _newest = [];
    private int _next;

    public int Capacity => capacity;

    public int Count { get; private set; }

    public int SeriesCount => _newest.Count;

    public AppendOutcome Judge(MemSeries series, Exemplar exemplar)
    {
        if (!_newest.TryGetValue(series, out Exemplar? newest) || exemplar.Timestamp > newest.Timestamp) return AppendOutcome.Accepted;
        if (exemplar.Timestamp < newest.Timestamp) return AppendOutcome.OutOfOrder;
        return exemplar.Equals(newest) ? AppendOutcome.Duplicate : AppendOutcome.DuplicateForTimestamp;
    }

    /// <summary>Adds it when it is newer than the last of its series.</summary>
    public bool Add(MemSeries series, Exemplar exemplar)
    {
        if (capacity == 0 || Judge(series, exemplar) != AppendOutcome.Accepted) return false;
        if (Count == capacity) Forget(_ring[_next]);
        else Count++;
        _ring[_next] = (series, exemplar);
        _newest[series] = exemplar;
        _next = (_next + 1) % capacity;
        return true;
    }

    /// <summary>Exemplars in the time range of the series that pass, by series, oldest first.</summary>
    public IReadOnlyList<SeriesExemplars> Select(Func<MemSeries, bool> wanted, long minTime, long maxTime)
    {
        var found = new Dictionary<MemSeries, List<Exemplar>>();
        int first = Count == capacity ? _next : 0;
        for (int i = 0; i < Count; i++)
        {
            (MemSeries series, Exemplar exemplar) = _ring[(first + i) % capacity];
            if (exemplar.Timestamp < minTime || exemplar.Timestamp > maxTime) continue;
            if (!found.TryGetValue(series, out List<Exemplar>? list))
            {
                if (!wanted(series)) continue;
                found.Add(series, list = []);
            }
            list.Add(exemplar);
        }
        return [.. found.Select(pair => new SeriesExemplars(pair.Key.Labels, pair.Value)).OrderBy(entry => entry.Labels)];
    }

    private void Forget((MemSeries Series, Exemplar Exemplar) oldest)
    {
        if (_newest.TryGetValue(oldest.Series, out Exemplar? newest) && ReferenceEquals(newest, oldest.Exemplar)) _newest.Remove(oldest.Series);
    }
}
