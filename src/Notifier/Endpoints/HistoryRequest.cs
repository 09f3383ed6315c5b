using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tocsin.Contracts.Api.Alertmanager;
using Tocsin.Model.Alerts;
using Tocsin.Model.Matchers;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Endpoints;

/// <summary>What a history can be narrowed by, besides time and page.</summary>
[Flags]
internal enum HistoryFilters
{
    None = 0,
    Labels = 1,
    Fingerprint = 2,
    Receiver = 4,
    Integration = 8,
    GroupId = 16,
    Result = 32,
    Kind = 64,
    Deliveries = Receiver | Integration | GroupId | Result,
}

/// <summary>The parameters of histories. One that means nothing for a history is passed over, whatever it says; one that does has to be right.</summary>
internal static class HistoryRequest
{
    private const int MaxLimit = 1000;

    /// <param name="filters">Those that mean something here.</param>
    public static ApiFault? Read(IQueryCollection query, MatcherSyntax syntax, HistoryFilters filters, out HistoryQuery read)
    {
        read = new HistoryQuery();
        int limit = 100;
        if (Text("limit") is { } count && (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaxLimit))
            return ApiFault.Bad("limit must be 1 to 1000");
        ulong fingerprint = 0;
        if (Filter("fingerprint", HistoryFilters.Fingerprint) is { } alert && !Fingerprint.TryParse(alert, out fingerprint)) return ApiFault.Bad("fingerprint must be 16 hexadecimal digits");
        if (ReadTime(query, "from", out DateTimeOffset? from) is { } badFrom) return badFrom;
        if (ReadTime(query, "until", out DateTimeOffset? until) is { } badUntil) return badUntil;
        if (from > until) return ApiFault.Bad("from must not be after until");
        if (Text("before") is { } cursor && !IsCursor(cursor)) return ApiFault.Bad("before must be the next of the page before, unchanged");
        if (Fate(Filter("result", HistoryFilters.Result), out DeliveryFate? fate, out DeliveryState? state) is { } badResult) return badResult;
        if (Kind(Filter("kind", HistoryFilters.Kind), out AlertEventKind? kind) is { } badKind) return badKind;
        List<Matcher> matchers = [];
        if (filters.HasFlag(HistoryFilters.Labels) && AlertFilter.ReadMatchers(query["filter"], syntax, out matchers) is { } badFilter) return badFilter;
        read = new HistoryQuery
        {
            Limit = limit,
            Cursor = Text("before"),
            From = from,
            Until = until,
            Receiver = Filter("receiver", HistoryFilters.Receiver),
            Integration = Filter("integration", HistoryFilters.Integration),
            GroupId = Filter("groupId", HistoryFilters.GroupId),
            Fate = fate,
            State = state,
            Fingerprint = Filter("fingerprint", HistoryFilters.Fingerprint) is null ? null : fingerprint,
            Kind = kind,
            Matchers = matchers,
        };
        return null;

        string? Text(string key) => query[key].ToString() is { Length: > 0 } text ? text : null;
        string? Filter(string key, HistoryFilters filter) => filters.HasFlag(filter) ? Text(key) : null;
    }

    /// <summary>RFC 3339, or seconds since 1970.</summary>
    public static ApiFault? ReadTime(IQueryCollection query, string key, out DateTimeOffset? time)
    {
        time = null;
        string text = query[key].ToString();
        if (text.Length == 0) return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && Math.Abs(seconds) < 1e11)
            time = DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Round(seconds * 1000));
        else if (!WireTime.TryParse(text, out time) || time is null) return ApiFault.Bad($"{key}: \"{text}\" is no time; write it as 2026-01-02T15:04:05Z or in seconds since 1970");
        return Far(key, time);
    }

    /// <summary>A time that nothing can be added to.</summary>
    public static ApiFault? Far(string key, DateTimeOffset? time) => time?.Year is < 1000 or > 9000 ? ApiFault.Bad($"{key}: the year must be 1000 to 9000") : null;

    // An id, or for versions of silences a time and how many of that time were shown.
    private static bool IsCursor(string text) =>
        Guid.TryParse(text, out _) || (text.Split('-') is [var ticks, var shown] && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && int.TryParse(shown, NumberStyles.None, CultureInfo.InvariantCulture, out _));

    private static ApiFault? Kind(string? text, out AlertEventKind? kind)
    {
        kind = text?.ToLowerInvariant() switch
        {
            "fired" => AlertEventKind.Fired,
            "resolved" => AlertEventKind.Resolved,
            "changed" => AlertEventKind.Changed,
            _ => null,
        };
        return text is null || kind is not null ? null : ApiFault.Bad("kind must be one of fired, resolved, changed");
    }

    private static ApiFault? Fate(string? text, out DeliveryFate? fate, out DeliveryState? state)
    {
        (fate, state) = (null, null);
        switch (text)
        {
            case null: break;
            case "sending": fate = DeliveryFate.Sending; break;
            case "delivered": fate = DeliveryFate.Delivered; break;
            case "failed": fate = DeliveryFate.Failed; break;
            case "rejected": (fate, state) = (DeliveryFate.Failed, DeliveryState.Rejected); break;
            case "interrupted": (fate, state) = (DeliveryFate.Failed, DeliveryState.Interrupted); break;
            default: return ApiFault.Bad("result must be one of sending, delivered, failed, rejected, interrupted");
        }
        return null;
    }
}
