using System.Diagnostics;
using Tocsin.Model.Matchers;
using Tocsin.Model.Storage;

namespace Tocsin.PromQL.Execution;

/// <summary>What the operators of one query share: the source, the budgets, the notes, and the selections, each made once and disposed together.</summary>
internal sealed class QueryContext(ISeriesSource source, QueryBudget budget, Notes notes, long lookback, bool delayedNames, CancellationToken cancel)
    : IDisposable
{
    private const long MsPerMinute = 60_000;

    private readonly Dictionary<(string Matchers, long Start, long End), ISeriesSelection> _selections = [];
    private readonly List<IDisposable> _owned = [];
    private bool _asked;

    public QueryBudget Budget => budget;

    public Notes Notes => notes;

    /// <summary>In ms.</summary>
    public long Lookback => lookback;

    /// <summary>Names that operations remove are only marked, and go at the end of the query.</summary>
    public bool DelayedNames => delayedNames;

    public CancellationToken Cancel => cancel;

    /// <summary>Null: nobody counts.</summary>
    public SampleCounter? Samples { get; init; }

    /// <summary>Type and unit of a metric are labels.</summary>
    public bool TypesAreLabels { get; init; }

    /// <summary>Operators are to be watched.</summary>
    public bool Analyzes { get; init; }

    /// <summary>Where a heavy query waits for its turn; null: nowhere.</summary>
    public QueryTurns? Turns { get; init; }

    /// <summary>Series that were selected, times the minutes that are read of them.</summary>
    public long SeriesMinutes { get; private set; }

    /// <summary>How long it has waited there.</summary>
    public TimeSpan Waited { get; private set; }

    public async ValueTask<ISeriesSelection> SelectAsync(SeriesSelector selector)
    {
        (string, long, long) key = (string.Join<Matcher>(',', selector.Matchers), selector.Start, selector.End);
        if (_selections.TryGetValue(key, out ISeriesSelection? known)) return known;
        ISeriesSelection selection = await source.SelectAsync(selector, cancel);
        _selections.Add(key, selection);
        foreach (string warning in selection.Warnings) notes.Relay(warning);
        SeriesMinutes += selection.Count * (1 + ((selector.End - selector.Start) / MsPerMinute));
        // The series are known and nothing is read of them yet: what waits here holds little.
        if (SeriesMinutes >= QueryTurns.Heavy) await TakeTurnAsync();
        return selection;
    }

    /// <summary>Waits until the query may compute; once is enough.</summary>
    public async ValueTask TakeTurnAsync()
    {
        if (_asked || Turns is null) return;
        _asked = true;
        long from = Stopwatch.GetTimestamp();
        if (await Turns.TakeAsync(cancel) is { } turn) Own(turn);
        Waited = Stopwatch.GetElapsedTime(from);
    }

    /// <summary>The heads of a selection's series; their labels are held.</summary>
    /// <exception cref="QueryException">They do not fit into the budget.</exception>
    public SeriesHead[] HeadsOf(ISeriesSelection selection)
    {
        var heads = new SeriesHead[selection.Count];
        long more = 0;
        for (int i = 0; i < heads.Length; i++)
        {
            heads[i] = new SeriesHead(selection.LabelsAt(i), false);
            more += QueryBudget.SizeOf(heads[i]);
            if (i % 4096 != 4095) continue;
            cancel.ThrowIfCancellationRequested();
            budget.HoldBytes(more);
            more = 0;
        }
        budget.HoldBytes(more);
        return heads;
    }

    /// <summary>Is disposed of with the query, however it ends. Thread-safe.</summary>
    public T Own<T>(T resource)
        where T : IDisposable
    {
        lock (_owned) _owned.Add(resource);
        return resource;
    }

    public void Dispose()
    {
        foreach (IDisposable resource in _owned) resource.Dispose();
        foreach (ISeriesSelection selection in _selections.Values) selection.Dispose();
    }
}
