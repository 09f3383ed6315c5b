using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;

namespace Tocsin.Notifier.Pipeline;

/// <summary>
/// One integration of one receiver (the second entry of <c>slack_configs</c>, say). Rendering is apart from sending, so that what will be sent can
/// be stored before it is sent, and previewed without sending. Implementations are immutable and thread-safe; one that fails or hangs never
/// touches its neighbours.
/// </summary>
public interface IReceiver
{
    /// <summary>The name of the receiver in alertmanager.yml.</summary>
    string ReceiverName { get; }

    /// <summary>The kind, as in metrics: <c>slack</c>, <c>email</c>, <c>webhook</c>, <c>inbox</c>...</summary>
    string Integration { get; }

    /// <summary>Position among the entries of the same kind in this receiver; part of the deduplication key.</summary>
    int Index { get; }

    bool SendResolved { get; }

    /// <summary>Makes the message. A template error is a rejection, never a half-empty message.</summary>
    RenderOutcome Render(Notification notification, CancellationToken cancel);

    /// <summary>Makes one attempt. Retries, back-off and time limits above one attempt are the pipeline's. Never throws for what the other side does.</summary>
    ValueTask<DeliveryResult> SendAsync(Notification notification, RenderedMessage message, CancellationToken cancel);
}

/// <summary>What one flush wants to tell one receiver; the alerts are those that passed every stage.</summary>
public sealed record Notification
{
    public required string GroupKey { get; init; }

    public required LabelSet GroupLabels { get; init; }

    public required LabelSet RouteLabels { get; init; }

    /// <summary>Why it is sent: the texts of reference "NotificationReason", such as <c>first notification</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>Sorted as they appear in messages. A firing one has no end.</summary>
    public required IReadOnlyList<NotifiedAlert> Alerts { get; init; }

    /// <summary>The moment of the flush.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>What the receiver asked to keep when it last told of this incident (a Slack thread, say); empty for a first notification.</summary>
    public IReadOnlyDictionary<string, string> ReceiverData { get; init; } = new Dictionary<string, string>();
}

/// <summary>An alert with its verdict at the moment of the flush, so that rendering needs no clock.</summary>
public sealed record NotifiedAlert(Alert Alert, bool Resolved);

/// <summary>A message ready to be sent, in the parts a person would want to see. Secrets are not in it.</summary>
/// <param name="Kind">The integration.</param>
/// <param name="Title">One line for lists.</param>
/// <param name="Parts">For email: the headers by their names, then text and html; for HTTP: body.</param>
public sealed record RenderedMessage(string Kind, string Title, IReadOnlyList<MessagePart> Parts);

/// <summary>One part of a message.</summary>
public sealed record MessagePart(string Name, string ContentType, string Text);

/// <summary>Either a message, or why there is none (final: the same data would fail again).</summary>
public readonly record struct RenderOutcome(RenderedMessage? Message, string? Error);

/// <summary>What became of one attempt.</summary>
public enum DeliveryOutcome
{
    Delivered,

    /// <summary>May work later: network trouble, 5xx, rate limits that say so.</summary>
    Retry,

    /// <summary>Will not work by trying again.</summary>
    Rejected,
}

/// <summary>Why an attempt failed; the texts are the <c>reason</c> label of alertmanager_notifications_failed_total.</summary>
public enum FailureReason
{
    Other,
    ClientError,
    ServerError,
    ContextCanceled,
    ContextDeadlineExceeded,
    AuthError,
    RateLimited,
}

/// <summary>The result of one attempt.</summary>
/// <param name="Detail">For a person: status and what the other side said; never a secret or a secret URL.</param>
public sealed record DeliveryResult(DeliveryOutcome Outcome, FailureReason Reason, string Detail)
{
    /// <summary>The other side asked to wait this long.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>To be kept for the next notification of the same incident; null keeps what was there.</summary>
    public IReadOnlyDictionary<string, string>? ReceiverData { get; init; }

    public static DeliveryResult Delivered(string detail) => new(DeliveryOutcome.Delivered, FailureReason.Other, detail);
}
