namespace Tocsin.PromQL.Execution;

/// <summary>Samples that a query holds at once. Thread-safe.</summary>
internal sealed class SampleBudget(long limit)
{
    private const string Exceeded = "query processing would load too many samples into memory in query execution";
    private const long LargestArray = 500_000_000;
    private long _held;
    private long _peak;

    public long Peak => Interlocked.Read(ref _peak);

    /// <exception cref="QueryException">The limit is crossed.</exception>
    public void Hold(long samples)
    {
        Check(Interlocked.Add(ref _held, samples));
    }

    /// <summary>Samples that must fit into one array, whatever the limit is.</summary>
    /// <exception cref="QueryException"/>
    public void HoldArray(long samples)
    {
        if (samples > LargestArray) throw new QueryException(Exceeded);
        Hold(samples);
    }

    public void Release(long samples) => Interlocked.Add(ref _held, -samples);

    /// <summary>Samples that are let go at once.</summary>
    public void Touch(long samples)
    {
        Check(Interlocked.Read(ref _held) + samples);
    }

    private void Check(long held)
    {
        for (long peak = Interlocked.Read(ref _peak); held > peak;)
        {
            long seen = Interlocked.CompareExchange(ref _peak, held, peak);
            if (seen == peak) break;
            peak = seen;
        }
        if (held > limit) throw new QueryException(Exceeded);
    }
}
