using System.Globalization;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Receivers.Delivery;

/// <summary>What a status code or a failure means for one attempt: the default of all receivers over HTTP.</summary>
internal static class AttemptVerdict
{
    private const int MaxShown = 512;

    /// <summary>2xx is delivered, 5xx worth another try, everything else final.</summary>
    public static DeliveryResult OfStatus(int status, string body)
    {
        if (status is >= 200 and < 300) return DeliveryResult.Delivered($"status {status}");
        string shown = body.Length > MaxShown ? body[..MaxShown] + "..." : body;
        string detail = string.Create(CultureInfo.InvariantCulture, $"unexpected status code {status}") + (shown.Length > 0 ? ": " + shown : "");
        return new(status >= 500 ? DeliveryOutcome.Retry : DeliveryOutcome.Rejected, ReasonOf(status), detail);
    }

    /// <summary>The other side could not be reached, or the connection broke.</summary>
    public static DeliveryResult Network(string detail) => new(DeliveryOutcome.Retry, FailureReason.Other, detail);

    public static DeliveryResult Final(string detail, FailureReason reason = FailureReason.Other) => new(DeliveryOutcome.Rejected, reason, detail);

    /// <summary>An attempt that ended early: by its own time limit, or because the flush was stopped.</summary>
    public static DeliveryResult Cancelled(bool byFlush, TimeSpan limit) => byFlush
        ? new(DeliveryOutcome.Retry, FailureReason.ContextCanceled, "the flush ended before the answer came")
        : new(DeliveryOutcome.Retry, FailureReason.ContextDeadlineExceeded, $"no answer within {limit.TotalSeconds:0.###} s");

    private static FailureReason ReasonOf(int status) => status switch
    {
        401 or 403 => FailureReason.AuthError,
        429 => FailureReason.RateLimited,
        >= 400 and < 500 => FailureReason.ClientError,
        >= 500 => FailureReason.ServerError,
        _ => FailureReason.Other,
    };
}
