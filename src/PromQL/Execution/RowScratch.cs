using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.PromQL.Execution;

/// <summary>Buffers of one thread of a query, reused from series to series.</summary>
internal sealed class RowScratch
{
    private readonly SampleColumns _columns = new();
    private long[] _timestamps = [];
    private double[] _values = [];

    /// <summary>The samples of a series, staleness markers included. The spans are valid until the next load.</summary>
    public SampleSpan Load(ISeriesSelection selection, int series, QueryContext context)
    {
        context.Cancel.ThrowIfCancellationRequested();
        selection.Read(series, _columns);
        if (!_columns.Histograms.IsEmpty && _columns.Histograms.ContainsAnyExcept((NativeHistogram?)null))
            throw new QueryException($"native histograms are not supported yet, and {selection.LabelsAt(series)} holds some");
        context.Budget.Touch(_columns.Count);
        return new SampleSpan(_columns.Timestamps, _columns.Values);
    }

    /// <summary>The same without staleness markers.</summary>
    public SampleSpan LoadLive(ISeriesSelection selection, int series, QueryContext context)
    {
        SampleSpan all = Load(selection, series, context);
        int firstStale = 0;
        while (firstStale < all.Count && !StaleMarker.Is(all.Values[firstStale])) firstStale++;
        if (firstStale == all.Count) return all;
        Reserve(all.Count);
        int kept = 0;
        for (int i = 0; i < all.Count; i++)
        {
            if (StaleMarker.Is(all.Values[i])) continue;
            _timestamps[kept] = all.Timestamps[i];
            _values[kept++] = all.Values[i];
        }
        return new SampleSpan(_timestamps.AsSpan(0, kept), _values.AsSpan(0, kept));
    }

    /// <summary>The present values of a row as samples at the moments of its timeline.</summary>
    public SampleSpan FromRow(ReadOnlySpan<double> row, Planning.Timeline timeline)
    {
        Reserve(row.Length);
        int kept = 0;
        for (int i = 0; i < row.Length; i++)
        {
            if (Absent.Is(row[i])) continue;
            _timestamps[kept] = timeline.At(i);
            _values[kept++] = row[i];
        }
        return new SampleSpan(_timestamps.AsSpan(0, kept), _values.AsSpan(0, kept));
    }

    private void Reserve(int count)
    {
        if (_timestamps.Length >= count) return;
        _timestamps = new long[count];
        _values = new double[count];
    }
}

/// <summary>Samples as two columns of the same length, oldest first.</summary>
internal readonly ref struct SampleSpan(ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values)
{
    public ReadOnlySpan<long> Timestamps { get; } = timestamps;

    public ReadOnlySpan<double> Values { get; } = values;

    public int Count => Timestamps.Length;
}
