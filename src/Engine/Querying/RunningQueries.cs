using System.Collections.Concurrent;

namespace Tocsin.Engine.Querying;

/// <summary>The queries that run or wait for their turn, so that an operator can see and end them. Thread-safe.</summary>
internal sealed class RunningQueries(TimeProvider clock)
{
    private readonly ConcurrentDictionary<long, RunningQuery> _queries = new();
    private long _last;

    /// <summary>Longest running first.</summary>
    public IReadOnlyList<RunningQuery> All => [.. _queries.Values.OrderBy(query => query.Id)];

    /// <summary>Lists a query until the result is disposed of. Its token ends with <paramref name="cancel"/> too.</summary>
    public RunningQuery Begin(QueryCall call, CancellationToken cancel)
    {
        var query = new RunningQuery(this, Interlocked.Increment(ref _last), call, clock.GetUtcNow(), cancel);
        _queries[query.Id] = query;
        return query;
    }

    /// <summary>False: there is no such query (any more).</summary>
    public bool Cancel(long id)
    {
        if (!_queries.TryGetValue(id, out RunningQuery? query)) return false;
        query.Cancel();
        return true;
    }

    internal void End(RunningQuery query) => _queries.TryRemove(query.Id, out _);
}

/// <summary>One query on the list. Dispose when it has ended.</summary>
internal sealed class RunningQuery : IDisposable
{
    private readonly RunningQueries _list;
    private readonly CancellationTokenSource _cancel;

    public RunningQuery(RunningQueries list, long id, QueryCall call, DateTimeOffset since, CancellationToken cancel)
    {
        (_list, Id, Call, Since) = (list, id, call, since);
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Token = _cancel.Token;
    }

    public long Id { get; }

    public QueryCall Call { get; }

    public DateTimeOffset Since { get; }

    public CancellationToken Token { get; }

    public void Dispose()
    {
        _list.End(this);
        lock (_cancel) _cancel.Dispose();
    }

    internal void Cancel()
    {
        // It may have ended in this moment.
        lock (_cancel)
        {
            try
            {
                _cancel.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // Then there is nothing to end.
            }
        }
    }
}
