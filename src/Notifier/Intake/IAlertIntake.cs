namespace Tocsin.Notifier.Intake;

/// <summary>The one entrance for alerts. Thread-safe.</summary>
internal interface IAlertIntake
{
    /// <summary>
    /// Returns when everything valid is in the database, or, while the database is away, in memory and in the journal (see <see cref="IntakeResult.Durable"/>).
    /// Bad alerts are skipped and reported; the good ones of the same call are taken.
    /// </summary>
    Task<IntakeResult> AcceptAsync(IReadOnlyList<PostedAlert> alerts, CancellationToken cancel);
}

/// <summary>What became of one call.</summary>
/// <param name="Accepted">How many were valid.</param>
/// <param name="Rejections">The others, in order.</param>
/// <param name="Durable">False when some are not in the database yet, because it is away.</param>
internal sealed record IntakeResult(int Accepted, IReadOnlyList<IntakeRejection> Rejections, bool Durable)
{
    /// <summary>The queue for a missing database is full: nothing was taken, and the source has to send again.</summary>
    public bool Overloaded { get; init; }
}

/// <summary>Why one alert was not taken.</summary>
/// <param name="Position">Its place in the call, from 0.</param>
internal sealed record IntakeRejection(int Position, string Error);
