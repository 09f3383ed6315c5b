namespace Tocsin.Templating.Notifications;

/// <summary>One alert as templates see it.</summary>
/// <param name="Status"><c>firing</c> or <c>resolved</c>.</param>
/// <param name="EndsAt"><c>default</c> while it fires: templates see Go's zero time.</param>
/// <param name="GeneratorUrl">Empty when the source gave none.</param>
/// <param name="Fingerprint">16 hexadecimal digits.</param>
public sealed record AlertData(
    string Status,
    KeyValues Labels,
    KeyValues Annotations,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    string GeneratorUrl,
    string Fingerprint)
{
    public const string Firing = "firing";
    public const string Resolved = "resolved";

    /// <summary>What the two times have beyond <see cref="DateTimeOffset"/>'s resolution: 0 to 99 ns each.</summary>
    public (int StartsAt, int EndsAt) ExtraNanoseconds { get; init; }

    public bool IsFiring => Status == Firing;
}
