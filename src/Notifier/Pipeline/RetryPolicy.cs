namespace Tocsin.Notifier.Pipeline;

/// <summary>
/// How long to wait before the next attempt: each time half as long again, spread so that a thousand groups do not come back at once. Pure but for
/// chance.
/// </summary>
internal sealed class RetryPolicy(Random random)
{
    private const double Growth = 1.5;
    private const double Spread = 0.5;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <param name="attempts">How many have failed, from 1.</param>
    /// <param name="retryAfter">What the other side asked for; never less than that.</param>
    public TimeSpan Delay(int attempts, TimeSpan? retryAfter)
    {
        // The power is bounded before it is taken: after some twenty attempts it is the longest anyway.
        TimeSpan middle = First * Math.Pow(Growth, Math.Min(attempts - 1, 20));
        if (middle > Longest) middle = Longest;
        TimeSpan delay = middle * (1 - Spread + 2 * Spread * random.NextDouble());
        return retryAfter > delay ? retryAfter.Value : delay;
    }
}
