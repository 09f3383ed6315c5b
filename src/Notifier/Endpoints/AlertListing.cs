using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Grouping;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Muting;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Routing;

namespace Tocsin.Notifier.Endpoints;

/// <summary>
/// Writes the lists of API v2, which monitoring pages read every few seconds with tens of thousands of alerts in them: straight from the state in memory
/// into the response, in large pieces, from the bytes of labels to the bytes of JSON.
/// </summary>
internal sealed class AlertListing(
    AlertProjection alerts, GroupTable groups, ISilences silences, Inhibitor inhibitor, INotifierConfig config, TimeProvider clock)
{
    internal static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private const int PieceBytes = 256 * 1024;
    private static readonly string[] NotMuted = [];

    private volatile ReceiverLists? _receivers;

    /// <summary>What has not ended, in order of fingerprint.</summary>
    public async Task WriteAlertsAsync(HttpContext http, AlertFilter filter)
    {
        using var page = new Page(http, silences.Table, clock.GetUtcNow());
        RouteTree routes = config.Current.Routes;
        page.Raw("["u8);
        bool first = true;
        TrackedAlert[] sorted = alerts.Sorted();
        for (int i = 0; i < sorted.Length; i++)
        {
            page.LookAhead(sorted, i);
            if (!Append(page, sorted[i], routes, filter, NotMuted, checkReceivers: true, ref first)) continue;
            if (page.IsFull) await page.SendAsync().ConfigureAwait(false);
        }
        page.Raw("]"u8);
        await page.SendAsync().ConfigureAwait(false);
    }

    /// <summary>Groups with at least one alert to show, in order of labels, then receiver; their alerts in the order of messages.</summary>
    public async Task WriteGroupsAsync(HttpContext http, AlertFilter filter)
    {
        using var page = new Page(http, silences.Table, clock.GetUtcNow());
        NotifierModel model = config.Current;
        List<ListedGroup> listed = Listed(filter, model, page.Now);
        page.Raw("["u8);
        bool firstGroup = true;
        foreach (ListedGroup group in listed)
        {
            int start = page.Length;
            page.Raw(firstGroup ? "{\"alerts\":["u8 : ",{\"alerts\":["u8);
            bool first = true;
            for (int i = 0; i < group.Alerts.Length; i++)
            {
                page.LookAhead(group.Alerts.Span, i);
                Append(page, group.Alerts.Span[i], model.Routes, filter, group.MutedBy, checkReceivers: false, ref first);
            }
            if (first)
            {
                page.Cut(start);
                continue;
            }
            firstGroup = false;
            page.Raw("],"u8);
            WriteHead(page, group, model);
            if (page.IsFull) await page.SendAsync().ConfigureAwait(false);
        }
        page.Raw("]"u8);
        await page.SendAsync().ConfigureAwait(false);
    }

    private List<ListedGroup> Listed(AlertFilter filter, NotifierModel model, DateTimeOffset now)
    {
        var listed = new List<ListedGroup>();
        lock (groups.Lock)
            foreach (AggregationGroup group in groups.Groups)
            {
                Route route = group.Route;
                if (!filter.MatchesReceiver(route.Receiver)) continue;
                IReadOnlyList<string> inactive = ActiveTimeStage.MutedBy(route.ActiveTimeIntervals, model, now);
                IReadOnlyList<string> mutedBy = inactive.Count > 0 ? inactive : MuteTimeStage.Containing(route.MuteTimeIntervals, model, now);
                if (filter.Muted || mutedBy.Count == 0) listed.Add(new(group.Key, route, group.Labels, group.Alerts(), mutedBy));
            }
        listed.Sort((left, right) =>
            LabelOrder.Instance.Compare(left.Labels, right.Labels) is var order and not 0 ? order : string.CompareOrdinal(left.Route.Receiver, right.Route.Receiver));
        return listed;
    }

    /// <summary>False when it is not to be shown.</summary>
    private bool Append(
        Page page, TrackedAlert tracked, RouteTree routes, AlertFilter filter, IReadOnlyList<string> mutedBy, bool checkReceivers, ref bool first)
    {
        Alert alert = tracked.Alert;
        if (alert.IsResolvedAt(page.Now) || !filter.HasLabels(alert.Labels)) return false;
        ListedAlert listed = ListedOf(tracked, routes);
        if (checkReceivers && !filter.MatchesAnyReceiver(listed.Receivers)) return false;
        IReadOnlyList<Guid> silencedBy = SilenceBook.Active(silences.Candidates(page.Silences, tracked, page.Now), page.Now);
        InhibitedBy? inhibitedBy = inhibitor.Find(tracked, page.Now);
        AlertState state = silencedBy.Count > 0 || inhibitedBy is not null ? AlertState.Suppressed : tracked.IsGrouped ? AlertState.Active : AlertState.Unprocessed;
        if (!filter.HasState(state, silencedBy.Count > 0, inhibitedBy is not null)) return false;
        if (!first) page.Raw(","u8);
        first = false;
        bool plain = state == AlertState.Active && mutedBy.Count == 0;
        page.Write(listed, tracked.Fingerprint, alert, plain ? default : Status(page, new(state, silencedBy, inhibitedBy is null ? [] : [inhibitedBy.Source], mutedBy)));
        return true;
    }

    private ListedAlert ListedOf(TrackedAlert tracked, RouteTree routes)
    {
        if (tracked.Listing is ListedAlert known && known.IsOf(routes)) return known;
        ReceiverLists lists = _receivers is { } current && ReferenceEquals(current.Routes, routes) ? current : _receivers = new ReceiverLists(routes);
        var made = new ListedAlert(tracked.Alert.Labels, lists.Of(tracked.Alert.Labels), routes);
        tracked.Listing = made;
        return made;
    }

    private static ReadOnlySpan<byte> Status(Page page, AlertStatus status)
    {
        page.Scratch.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(page.Scratch, JsonOptions)) AlertJson.WriteStatus(json, status, status.MutedBy);
        return page.Scratch.WrittenSpan;
    }

    private static void WriteHead(Page page, ListedGroup group, NotifierModel model)
    {
        page.Scratch.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(page.Scratch, JsonOptions))
        {
            json.WriteStartObject();
            AlertJson.WriteLabels(json, "labels"u8, group.Labels);
            json.WriteStartObject("receiver"u8);
            json.WriteString("name"u8, group.Route.Receiver);
            json.WriteEndObject();
            AlertJson.WriteLabels(json, "routeLabels"u8, RouteLabels(group, model, page.Now));
            json.WriteEndObject();
        }
        // Without the brace that opened it: the alerts stand before, as upstream has them.
        page.Raw(page.Scratch.WrittenSpan[1..]);
    }

    private static LabelSet RouteLabels(ListedGroup group, NotifierModel model, DateTimeOffset now)
    {
        if (group.Route.Labels.Count == 0) return LabelSet.Empty;
        var firing = new List<FlushAlert>();
        foreach (TrackedAlert tracked in group.Alerts.Span)
            if (tracked.Alert is var alert && !alert.IsResolvedAt(now))
                firing.Add(new(tracked.Fingerprint, alert, Resolved: false));
        try
        {
            return RouteLabelText.Render(group.Route, group.Key, group.Labels, model, firing, now, CancellationToken.None);
        }
        catch (FormatException)
        {
            return LabelSet.Empty;
        }
    }

    private sealed record ListedGroup(string Key, Route Route, LabelSet Labels, ReadOnlyMemory<TrackedAlert> Alerts, IReadOnlyList<string> MutedBy);

    /// <summary>A response in the making: what is written gathers in a rented buffer and is sent in large pieces.</summary>
    private sealed class Page : IDisposable
    {
        private readonly HttpContext _http;
        private const int Ahead = 16;
        private const int CacheLine = 64;

        private byte[] _buffer = ArrayPool<byte>.Shared.Rent(PieceBytes + PieceBytes / 4);
        private ListedTimes _times;
        private readonly Alert?[] _ahead = new Alert?[Ahead];
        private int _seen;

        public Page(HttpContext http, SilenceTable silences, DateTimeOffset now)
        {
            (_http, Silences, Now) = (http, silences, now);
            ApiResponse.Begin(http, StatusCodes.Status200OK);
        }

        public DateTimeOffset Now { get; }

        public SilenceTable Silences { get; }

        public ArrayBufferWriter<byte> Scratch { get; } = new(2048);

        public int Length { get; private set; }

        public bool IsFull => Length >= PieceBytes;

        public void Cut(int length) => Length = length;

        public void Raw(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(Space(bytes.Length));
            Length += bytes.Length;
        }

        public void Write(ListedAlert listed, ulong fingerprint, Alert alert, ReadOnlySpan<byte> status) =>
            Length += listed.Write(Space(listed.Room(alert, status)), fingerprint, alert, status, ref _times);

        /// <summary>
        /// Touches what the next few alerts consist of. Fingerprints are in no order of memory: one by one, the cores would wait for every object of every
        /// alert; asked for together, they come together. Step by step, since each object is found only through the one before.
        /// </summary>
        public void LookAhead(ReadOnlySpan<TrackedAlert> sorted, int at)
        {
            if (at % Ahead != 0) return;
            ReadOnlySpan<TrackedAlert> next = sorted.Slice(at, Math.Min(Ahead, sorted.Length - at));
            Span<Alert?> ahead = _ahead;
            int seen = 0;
            for (int i = 0; i < next.Length; i++) ahead[i] = next[i].Alert;
            for (int i = 0; i < next.Length; i++) seen += ahead[i]!.Labels.Count + ahead[i]!.Annotations.Count + ((next[i].Listing as ListedAlert)?.Receivers.Length ?? 0);
            for (int i = 0; i < next.Length; i++) seen += ahead[i]!.Labels.Blob.Length + ahead[i]!.Annotations.Blob.Length;
            for (int i = 0; i < next.Length; i++) seen += Touch(ahead[i]!.Labels.Blob) + Touch(ahead[i]!.Annotations.Blob);
            _seen = seen;
        }

        public async Task SendAsync()
        {
            await _http.Response.Body.WriteAsync(_buffer.AsMemory(0, Length), _http.RequestAborted).ConfigureAwait(false);
            Length = 0;
        }

        public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

        private static int Touch(ReadOnlySpan<byte> bytes)
        {
            int seen = 0;
            for (int i = 0; i < bytes.Length; i += CacheLine) seen += bytes[i];
            return seen;
        }

        private Span<byte> Space(int bytes)
        {
            if (Length + bytes > _buffer.Length)
            {
                byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, Length + bytes));
                _buffer.AsSpan(0, Length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(_buffer);
                _buffer = larger;
            }
            return _buffer.AsSpan(Length);
        }
    }
}
