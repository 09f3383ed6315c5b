namespace Tocsin.Notifier.Intake;

/// <summary>What the intake takes from the command line.</summary>
internal sealed record IntakeOptions
{
    public bool ClassicNames { get; init; }

    public TimeSpan GcInterval { get; init; } = TimeSpan.FromMinutes(30);

    public int AlertsPerName { get; init; }

    public int MaxAlerts { get; init; } = 1_000_000;
}
