namespace Tocsin.Contracts.Bus;

/// <summary>
/// Alerts on their way from an Engine to the Notifiers; one of the competing Notifiers takes each batch, stores it, then acknowledges. Idempotent:
/// an alert is level-triggered and known by its labels, so a batch that is delivered twice changes nothing.
/// </summary>
public sealed record AlertBatch
{
    /// <summary>Version of this message; a reader refuses a higher one.</summary>
    public int Version { get; init; } = 1;

    public required IReadOnlyList<BusAlert> Alerts { get; init; }
}

/// <summary>One alert on the bus: the same fields as a posted alert of API v2. Null times were not given.</summary>
public sealed record BusAlert
{
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    public DateTimeOffset? StartsAt { get; init; }

    public DateTimeOffset? EndsAt { get; init; }

    public string GeneratorUrl { get; init; } = "";
}
