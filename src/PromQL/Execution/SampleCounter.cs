namespace Tocsin.PromQL.Execution;

/// <summary>How many stored samples a query looked at, as upstream counts them: one for each series and step, and all of a window. Thread-safe.</summary>
internal sealed class SampleCounter(int steps)
{
    private readonly long[] _perStep = new long[Math.Min(steps, 1_000_000)];
    private long _total;
    private long _atEveryStep;

    public long Total => Interlocked.Read(ref _total) + (Interlocked.Read(ref _atEveryStep) * steps);

    public long[] PerStep()
    {
        long everywhere = Interlocked.Read(ref _atEveryStep);
        return Array.ConvertAll(_perStep, samples => samples + everywhere);
    }

    public void Add(long samples, int step)
    {
        Interlocked.Add(ref _total, samples);
        if (step < _perStep.Length) Interlocked.Add(ref _perStep[step], samples);
    }

    public void AddAtEveryStep(long samples) => Interlocked.Add(ref _atEveryStep, samples);
}
