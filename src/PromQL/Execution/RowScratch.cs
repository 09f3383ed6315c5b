using Tocsin.Model.Samples;
using Tocsin.Model.Storage;
using Tocsin.PromQL.Execution.Histograms;

namespace Tocsin.PromQL.Execution;

/// <summary>Buffers of one thread of a query, reused from series to series and, while they are small, from query to query.</summary>
internal sealed class RowScratch
{
    // A thread keeps no more than that between two queries.
    private const int MostSamplesKept = 4096;
    private const int MostRowsKept = 8;

    [ThreadStatic]
    private static RowScratch? _kept;

    private readonly List<Row> _rows = [];
    private readonly SampleColumns _columns = new();
    private readonly SplitSamples _split = new();

    private RowScratch()
    {
    }

    /// <summary>Give it back with <see cref="Leave"/> on the same thread; whoever fails need not.</summary>
    public static RowScratch Enter()
    {
        RowScratch? kept = _kept;
        _kept = null;
        return kept ?? new RowScratch();
    }

    public void Leave()
    {
        _columns.Clear();
        _split.Clear();
        long values = _columns.Capacity + _split.Capacity;
        foreach (Row row in _rows)
        {
            row.DropHistograms();
            values += row.Length;
        }
        if (values <= MostSamplesKept && _rows.Count <= MostRowsKept) _kept = this;
    }

    /// <summary>A row for a while; give it back with <see cref="Return"/>.</summary>
    public Row Rent(int length)
    {
        for (int i = _rows.Count - 1; i >= 0; i--)
        {
            if (_rows[i].Length != length) continue;
            Row row = _rows[i];
            _rows.RemoveAt(i);
            return row;
        }
        return new Row(length);
    }

    public void Return(Row row) => _rows.Add(row);

    /// <summary>The samples of a series, staleness markers included. The spans are valid until the next load.</summary>
    public SampleSpan Load(ISeriesSelection selection, int series, LoadOptions options, QueryContext context)
    {
        context.Cancel.ThrowIfCancellationRequested();
        selection.Read(series, _columns);
        context.Budget.Touch(_columns.Count);
        context.Budget.TouchBytes(_columns.Count * 16L);
        if (_columns.Histograms.IsEmpty && _columns.StartTimestamps.IsEmpty && (options.KeepStale || !HasStale(_columns.Values)))
            return new SampleSpan(_columns.Timestamps, _columns.Values);
        return _split.From(_columns, options);
    }

    /// <summary>The present values of a row as samples at the moments of its timeline.</summary>
    public SampleSpan FromRow(Row row, Planning.Timeline timeline) => _split.From(row, timeline);

    private static bool HasStale(ReadOnlySpan<double> values)
    {
        // Any NaN is worth a second look; most series have none.
        foreach (double value in values)
            if (StaleMarker.Is(value))
                return true;
        return false;
    }
}

/// <param name="KeepStale">Staleness markers are given too; a histogram's as a float.</param>
/// <param name="DetectResets">Counter resets that storage left open are found by comparing neighbours.</param>
internal readonly record struct LoadOptions(bool KeepStale, bool DetectResets);
