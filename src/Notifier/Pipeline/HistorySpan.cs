namespace Tocsin.Notifier.Pipeline;

/// <summary>How far back histories go.</summary>
/// <param name="retention">Asked each time: a reload may change it.</param>
internal sealed class HistorySpan(Func<TimeSpan> retention, TimeProvider clock)
{
    /// <summary>What is older may be gone.</summary>
    public DateTimeOffset KeptSince => clock.GetUtcNow() - retention();
}
