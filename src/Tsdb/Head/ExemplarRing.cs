using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.Tsdb.Head;

/// <summary>The newest exemplars of all series together, in a ring of fixed size. Guarded by the head's lock.</summary>
internal sealed class ExemplarRing(int capacity)
{
    private readonly (uint Slot, LabelSet Series, Exemplar Exemplar)[] _ring = new (uint, LabelSet, Exemplar)[capacity];
    private readonly Dictionary<uint, (LabelSet Series, Exemplar Exemplar)> _newest = [];
    private int _next;

    public int Capacity => capacity;

    public int Count { get; private set; }

    public int SeriesCount => _newest.Count;

    public AppendOutcome Judge(uint slot, Exemplar exemplar)
    {
        if (!_newest.TryGetValue(slot, out (LabelSet, Exemplar Exemplar) entry)) return AppendOutcome.Accepted;
        Exemplar newest = entry.Exemplar;
        if (exemplar.Timestamp > newest.Timestamp) return AppendOutcome.Accepted;
        if (exemplar.Timestamp < newest.Timestamp) return AppendOutcome.OutOfOrder;
        return exemplar.Equals(newest) ? AppendOutcome.Duplicate : AppendOutcome.DuplicateForTimestamp;
    }

    /// <summary>Adds it when it is newer than the last of its series, whose labels are asked for when they are not known yet.</summary>
    public bool Add(uint slot, Func<uint, LabelSet> labelsOf, Exemplar exemplar)
    {
        if (capacity == 0 || Judge(slot, exemplar) != AppendOutcome.Accepted) return false;
        if (Count == capacity) Forget(_ring[_next]);
        else Count++;
        LabelSet series = _newest.TryGetValue(slot, out (LabelSet Series, Exemplar) known) ? known.Series : labelsOf(slot);
        _ring[_next] = (slot, series, exemplar);
        _newest[slot] = (series, exemplar);
        _next = (_next + 1) % capacity;
        return true;
    }

    /// <summary>Exemplars in the time range of the series that pass, by series, oldest first.</summary>
    public IReadOnlyList<SeriesExemplars> Select(Func<LabelSet, bool> wanted, long minTime, long maxTime)
    {
        var found = new Dictionary<LabelSet, List<Exemplar>>();
        int first = Count == capacity ? _next : 0;
        for (int i = 0; i < Count; i++)
        {
            (_, LabelSet series, Exemplar exemplar) = _ring[(first + i) % capacity];
            if (exemplar.Timestamp < minTime || exemplar.Timestamp > maxTime) continue;
            if (!found.TryGetValue(series, out List<Exemplar>? list))
            {
                if (!wanted(series)) continue;
                found.Add(series, list = []);
            }
            list.Add(exemplar);
        }
        return [.. found.Select(pair => new SeriesExemplars(pair.Key, pair.Value)).OrderBy(entry => entry.Labels)];
    }

    private void Forget((uint Slot, LabelSet Series, Exemplar Exemplar) oldest)
    {
        if (_newest.TryGetValue(oldest.Slot, out (LabelSet, Exemplar Exemplar) newest) && ReferenceEquals(newest.Exemplar, oldest.Exemplar))
            _newest.Remove(oldest.Slot);
    }
}
