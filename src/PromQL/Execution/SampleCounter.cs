namespace Tocsin.PromQL.Execution;

/// <summary>How many stored samples a query looked at, as upstream counts them: one for each series and step, and all of a window. Thread-safe.</summary>
/// <param name="tellsSteps">The steps are to be told apart; the sum alone costs less.</param>
internal sealed class SampleCounter(int steps, bool tellsSteps)
{
    private readonly long[] _perStep = new long[tellsSteps ? Math.Min(steps, 1_000_000) : 0];
    private long _total;
    private long _atEveryStep;

    public bool TellsSteps => tellsSteps;

    public long Total => Interlocked.Read(ref _total) + (Interlocked.Read(ref _atEveryStep) * steps);

    public long[] PerStep()
    {
        long everywhere = Interlocked.Read(ref _atEveryStep);
        return Array.ConvertAll(_perStep, samples => samples + everywhere);
    }

    /// <summary>Adds to the sum; what of it belongs to which step is said apart.</summary>
    public void Add(long samples) => Interlocked.Add(ref _total, samples);

    public void AttributeTo(int step, long samples)
    {
        if (step < _perStep.Length) Interlocked.Add(ref _perStep[step], samples);
    }

    public void AddAtEveryStep(long samples) => Interlocked.Add(ref _atEveryStep, samples);
}
