using Tocsin.Model.Labels;

namespace Tocsin.Notifier.Intake;

/// <summary>One alert as a source gave it, by HTTP or bus, before anything is filled in. Null times were not given.</summary>
internal sealed record PostedAlert
{
    public required LabelSet Labels { get; init; }

    public LabelSet Annotations { get; init; } = LabelSet.Empty;

    public DateTimeOffset? StartsAt { get; init; }

    public DateTimeOffset? EndsAt { get; init; }

    public string GeneratorUrl { get; init; } = "";
}
