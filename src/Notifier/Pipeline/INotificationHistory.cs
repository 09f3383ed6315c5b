using Tocsin.Model.Matchers;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Muting;

namespace Tocsin.Notifier.Pipeline;

/// <summary>Which page of a history, newest first. Unset filters let everything through.</summary>
internal sealed record HistoryQuery
{
    /// <summary>At most 1000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>The <see cref="HistoryPage{T}.Next"/> of the page before.</summary>
    public string? Cursor { get; init; }

    /// <summary>Inclusive.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Inclusive.</summary>
    public DateTimeOffset? Until { get; init; }

    public string? Receiver { get; init; }

    public string? Integration { get; init; }

    public string? GroupKey { get; init; }

    public string? GroupId { get; init; }

    public DeliveryState? State { get; init; }

    public DeliveryFate? Fate { get; init; }

    public ulong? Fingerprint { get; init; }

    public AlertEventKind? Kind { get; init; }

    /// <summary>Over the labels of an alert, or over those that all alerts of a notification share.</summary>
    public IReadOnlyList<Matcher> Matchers { get; init; } = [];
}

/// <param name="Next">Asks for the page after this; null at the end. A page may be short, even empty, and have a next one: a search stops when its time is over.</param>
internal sealed record HistoryPage<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>The past, read from the database; throws the provider's exception when that is away. No call takes long, whatever is stored.</summary>
internal interface INotificationHistory
{
    /// <summary>Without messages and attempts. <see cref="HistoryQuery.Fingerprint"/> finds those that told of an alert.</summary>
    Task<HistoryPage<Delivery>> DeliveriesAsync(HistoryQuery query, CancellationToken cancel);

    /// <summary>With everything.</summary>
    Task<Delivery?> DeliveryAsync(Guid id, CancellationToken cancel);

    Task<HistoryPage<AlertEvent>> AlertEventsAsync(HistoryQuery query, CancellationToken cancel);

    /// <summary>The last transition of each alert until a moment, of those that had one.</summary>
    Task<IReadOnlyDictionary<ulong, AlertEvent>> LastEventsAsync(IReadOnlyList<ulong> fingerprints, DateTimeOffset until, CancellationToken cancel);

    /// <summary>Of one group, or of all groups that an alert was in; by receiver and time alone otherwise.</summary>
    Task<HistoryPage<FlushDecision>> DecisionsAsync(HistoryQuery query, CancellationToken cancel);

    /// <summary>When the group came to its next decision after that one; null when it has not.</summary>
    Task<DateTimeOffset?> NextDecisionAsync(string groupId, Guid decision, CancellationToken cancel);

    /// <summary>The groups that an alert was flushed in, the latest it joined first.</summary>
    Task<IReadOnlyList<string>> GroupsOfAsync(ulong fingerprint, CancellationToken cancel);

    /// <summary>Versions of all silences, by when they were made.</summary>
    Task<HistoryPage<Silence>> SilenceVersionsAsync(HistoryQuery query, CancellationToken cancel);

    /// <summary>What was not delivered and not made good since, the latest first.</summary>
    Task<HistoryPage<DeliveryFailure>> FailuresAsync(HistoryQuery query, CancellationToken cancel);
}
