using System.Globalization;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Receivers.Delivery;

/// <summary>What a status code or a failure means for one attempt: the default of all receivers over HTTP.</summary>
internal static class AttemptVerdict
{
    private const int MaxShown = 512;

    /// <summary>2xx is delivered, 5xx worth another try, everything else final.</summary>
    /// <param name="alsoRetry">Other statuses that are worth another try with this service.</param>
    /// <param name="said">What to show of the answer; null for the beginning of its body.</param>
    /// <param name="advice">What a person can do about it; null for what is true of every service.</param>
    public static DeliveryResult Of(HttpAnswer answer, ReadOnlySpan<int> alsoRetry = default, string? said = null, string? advice = null)
    {
        if (answer.Failure is { } failure) return failure;
        if (answer.IsSuccess) return DeliveryResult.Delivered($"status {answer.Status}");
        string shown = Shorten(said ?? answer.Body);
        string detail = string.Create(CultureInfo.InvariantCulture, $"unexpected status code {answer.Status}") + (shown.Length > 0 ? ": " + shown : "");
        bool again = answer.Status >= 500 || alsoRetry.Contains(answer.Status);
        if ((advice ?? AdviceOn(answer.Status)) is { Length: > 0 } help) detail += $" ({help})";
        return new(again ? DeliveryOutcome.Retry : DeliveryOutcome.Rejected, ReasonOf(answer.Status), detail) { RetryAfter = again ? answer.RetryAfter : null };
    }

    /// <summary>The other side could not be reached, or the connection broke.</summary>
    public static DeliveryResult Network(string detail) => new(DeliveryOutcome.Retry, FailureReason.Other, detail);

    public static DeliveryResult Final(string detail, FailureReason reason = FailureReason.Other) => new(DeliveryOutcome.Rejected, reason, detail);

    /// <summary>An attempt that ended early: by its own time limit, or because the flush was stopped.</summary>
    public static DeliveryResult Cancelled(bool byFlush, TimeSpan limit) => byFlush
        ? new(DeliveryOutcome.Retry, FailureReason.ContextCanceled, "the flush ended before the answer came")
        : new(DeliveryOutcome.Retry, FailureReason.ContextDeadlineExceeded, $"no answer within {limit.TotalSeconds:0.###} s");

    /// <summary>The beginning of what the other side said, on one line.</summary>
    public static string Shorten(string text)
    {
        string line = text.Trim().ReplaceLineEndings(" ");
        return line.Length > MaxShown ? line[..MaxShown] + "..." : line;
    }

    public static FailureReason ReasonOf(int status) => status switch
    {
        401 or 403 => FailureReason.AuthError,
        429 => FailureReason.RateLimited,
        >= 400 and < 500 => FailureReason.ClientError,
        >= 500 => FailureReason.ServerError,
        _ => FailureReason.Other,
    };

    private static string AdviceOn(int status) => status switch
    {
        401 or 403 => "check the key, token or credentials in the receiver's configuration: the service does not accept them",
        404 or 410 => "check the address in the receiver's configuration: there is nothing, or no longer anything, behind it",
        413 => "the message is too large for the service: shorten its template, or group by more labels",
        400 or 422 => "the service does not understand the message: check the receiver's templates and settings",
        429 => "the service takes fewer messages than are sent: group by fewer labels, or raise group_interval",
        >= 300 and < 400 => "the service redirects: check the address in the receiver's configuration, and follow_redirects",
        _ => "",
    };
}
