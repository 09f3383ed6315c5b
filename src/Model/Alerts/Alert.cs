using Tocsin.Model.Labels;

namespace Tocsin.Model.Alerts;

/// <summary>
/// One alert at one moment: identified by its labels, level-triggered, so a later one with the same labels replaces it.
/// </summary>
public sealed record Alert
{
    public required LabelSet Labels { get; init; }

    public LabelSet Annotations { get; init; } = LabelSet.Empty;

    public required DateTimeOffset StartsAt { get; init; }

    /// <summary>When it ends, or will be taken as ended when nothing more is heard.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public string GeneratorUrl { get; init; } = "";

    /// <summary><see cref="EndsAt"/> was not given by the sender but follows from resolve_timeout.</summary>
    public bool Timeout { get; init; }

    public ulong Fingerprint => Labels.Fingerprint();

    public string Name => Labels.Get(LabelNames.AlertName);

    public bool IsResolvedAt(DateTimeOffset now) => EndsAt <= now;
}
