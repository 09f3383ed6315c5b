namespace Tocsin.PromQL.Execution;

/// <summary>Samples that a query holds at once. Thread-safe.</summary>
internal sealed class SampleBudget(long limit)
{
    private const string Exceeded = "query processing would load too many samples into memory in query execution";
    private long _held;

    /// <exception cref="QueryException">The limit is crossed.</exception>
    public void Hold(long samples)
    {
        if (Interlocked.Add(ref _held, samples) > limit) throw new QueryException(Exceeded);
    }

    public void Release(long samples) => Interlocked.Add(ref _held, -samples);

    /// <summary>Samples that are let go at once.</summary>
    public void Touch(long samples)
    {
        if (Interlocked.Read(ref _held) + samples > limit) throw new QueryException(Exceeded);
    }
}
