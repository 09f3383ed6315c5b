using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;

namespace Tocsin.Notifier.Muting;

/// <summary>What makes a silence valid, and which changes keep its id. Pure.</summary>
internal static class SilenceRules
{
    /// <summary>The error in the words that clients know; null for a good one.</summary>
    public static string? Check(SilenceRequest request, bool classicNames, DateTimeOffset now)
    {
        if (CheckMatchers(request.Matchers, classicNames) is { } error) return "invalid silence: " + error;
        if (request.EndsAt is not { } end || end == default) return "invalid silence: invalid zero end timestamp";
        if (request.StartsAt == default(DateTimeOffset)) return "invalid silence: invalid zero start timestamp";
        if ((request.StartsAt ?? now) >= end) return "invalid silence: start time must be before end time";
        return end < now ? "invalid silence: end time can't be in the past" : null;
    }

    /// <summary>Whether the change can be made under the same id: what was muted in the past must stay told as it was.</summary>
    public static bool CanChangeInPlace(Silence old, SilenceRequest request, DateTimeOffset now)
    {
        if (!old.Matchers.SequenceEqual(request.Matchers)) return false;
        DateTimeOffset start = request.StartsAt ?? now;
        return old.StateAt(now) switch
        {
            SilenceState.Active => start.ToUnixTimeSeconds() == old.StartsAt.ToUnixTimeSeconds() && request.EndsAt >= now,
            SilenceState.Pending => start >= now,
            _ => false,
        };
    }

    /// <summary>The version that ends a silence now.</summary>
    public static Silence Expired(Silence silence, DateTimeOffset now, string by) => silence with
    {
        StartsAt = silence.StartsAt > now ? now : silence.StartsAt,
        EndsAt = now,
        UpdatedAt = now,
        ChangedBy = by,
        Version = silence.Version + 1,
    };

    /// <summary>Bytes, as far as a limit is concerned: everything a person wrote.</summary>
    public static int SizeOf(Silence silence) =>
        64 + Encoding.UTF8.GetByteCount(silence.Comment) + Encoding.UTF8.GetByteCount(silence.CreatedBy)
        + silence.Matchers.Sum(matcher => matcher.NameUtf8.Length + matcher.ValueUtf8.Length + 4)
        + silence.Annotations.Sum(pair => Encoding.UTF8.GetByteCount(pair.Key) + Encoding.UTF8.GetByteCount(pair.Value) + 4);

    private static string? CheckMatchers(IReadOnlyList<Matcher> matchers, bool classicNames)
    {
        if (matchers.Count == 0) return "at least one matcher required";
        bool allMatchEmpty = true;
        for (int i = 0; i < matchers.Count; i++)
        {
            Matcher matcher = matchers[i];
            bool nameOk = classicNames ? LabelNames.IsClassicLabel(matcher.Name) : matcher.Name.Length > 0;
            if (!nameOk) return $"invalid label matcher {i} in set 0: invalid label name {LabelText.Quote(matcher.Name)}";
            allMatchEmpty &= !matcher.IsNegative && matcher.MatchesEmpty;
        }
        return allMatchEmpty ? "matcher set 0: at least one matcher must not match the empty string" : null;
    }
}
