namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>The <c>tocsin:</c> block: what goes beyond Alertmanager and belongs to no single receiver.</summary>
public sealed record TocsinConfig
{
    /// <summary>Raise an alert of our own while notifications to an integration fail.</summary>
    public bool DeliveryAlerts { get; init; }

    /// <summary>How long transitions, notifications and decisions are kept; null is as long as everything else (<c>--data.retention</c>).</summary>
    public TimeSpan? HistoryRetention { get; init; }
}

/// <summary>What a receiver may say beyond Alertmanager. Everything is off unless it is written.</summary>
public sealed record ReceiverExtras
{
    public const int DefaultFallbackAfter = 3;

    public static readonly ReceiverExtras None = new();

    /// <summary>An end of something that was told here is told too, whatever would hold it back.</summary>
    public bool CloseOpened { get; init; }

    /// <summary>Is told instead while this receiver fails.</summary>
    public string? FallbackReceiver { get; init; }

    /// <summary>After this many notifications of a group failed in a row, from 1.</summary>
    public int FallbackAfter { get; init; } = DefaultFallbackAfter;
}
