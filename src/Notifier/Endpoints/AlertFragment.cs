using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tocsin.Contracts.Api.Alertmanager;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Muting;
using Tocsin.Notifier.Routing;

namespace Tocsin.Notifier.Endpoints;

/// <summary>
/// One alert as the bytes of upstream's GettableAlert, made once and kept: in every answer most of it is the same. Only the two times that a re-send moves
/// are written into a copy, and the status when there is something to say.
/// </summary>
// {"annotations":..,"endsAt":"T","fingerprint":..,"receivers":..,"startsAt":..,"status":S,"updatedAt":"T","generatorURL":..,"labels":..}
internal sealed class AlertFragment : IAlertRendering
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly LabelSet _annotations;
    private readonly string _generator;
    private readonly DateTimeOffset _startsAt;
    private readonly RouteTree _routes;
    private readonly byte[] _text;
    private readonly int _endsAt, _status, _afterStatus, _updatedAt;
    private SilenceTable? _freeOf;
    private InhibitThreats? _threats;

    public AlertFragment(ulong fingerprint, Alert alert, RouteTree routes, ArrayBufferWriter<byte> buffer)
    {
        (_annotations, _generator, _startsAt, _routes) = (alert.Annotations, alert.GeneratorUrl, alert.StartsAt, routes);
        Receivers = [.. routes.Match(alert.Labels).Select(route => route.Receiver).Distinct(StringComparer.Ordinal)];
        buffer.ResetWrittenCount();
        using var json = new Utf8JsonWriter(buffer, Options);
        int At()
        {
            json.Flush();
            return buffer.WrittenCount;
        }
        json.WriteStartObject();
        AlertJson.WriteLabels(json, "annotations"u8, alert.Annotations);
        AlertJson.WriteTime(json, "endsAt"u8, alert.EndsAt);
        _endsAt = At() - WireTime.Length - 1;
        AlertJson.WriteFingerprint(json, fingerprint);
        AlertJson.WriteReceivers(json, Receivers);
        AlertJson.WriteTime(json, "startsAt"u8, alert.StartsAt);
        json.WritePropertyName("status"u8);
        _status = At();
        json.WriteRawValue(AlertJson.Active);
        _afterStatus = At();
        AlertJson.WriteTime(json, "updatedAt"u8, alert.UpdatedAt);
        _updatedAt = At() - WireTime.Length - 1;
        if (alert.GeneratorUrl.Length > 0) json.WriteString("generatorURL"u8, alert.GeneratorUrl);
        AlertJson.WriteLabels(json, "labels"u8, alert.Labels);
        json.WriteEndObject();
        json.Flush();
        _text = buffer.WrittenSpan.ToArray();
    }

    /// <summary>Names of the receivers that its routes lead to, in order of the routes, each once.</summary>
    public string[] Receivers { get; }

    /// <summary>How many bytes <see cref="Write"/> needs at most.</summary>
    public int Room(ReadOnlySpan<byte> status) => _text.Length + status.Length + WireTime.Room;

    public bool IsOf(Alert alert, RouteTree routes) =>
        ReferenceEquals(_routes, routes) && _startsAt == alert.StartsAt && ReferenceEquals(_generator, alert.GeneratorUrl) && ReferenceEquals(_annotations, alert.Annotations);

    /// <summary>The silences that are active on it, in order of id.</summary>
    public IReadOnlyList<Guid> SilencedBy(LabelSet labels, ISilences silences, SilenceTable table, DateTimeOffset now)
    {
        // Most alerts match no silence: that is remembered here, close at hand; the others ask.
        if (ReferenceEquals(_freeOf, table)) return [];
        Silence[] candidates = silences.Candidates(table, labels, now);
        if (candidates.Length == 0) _freeOf = table;
        return SilenceBook.Active(candidates, now);
    }

    public InhibitedBy? InhibitedBy(LabelSet labels, Inhibitor inhibitor, DateTimeOffset now)
    {
        InhibitThreats? threats = _threats;
        if (threats is null || !inhibitor.IsCurrent(threats)) _threats = threats = inhibitor.ThreatsTo(labels);
        return inhibitor.Find(threats, now);
    }

    /// <param name="status">The JSON of the status; empty for an active one.</param>
    /// <returns>How many bytes were written.</returns>
    public int Write(Span<byte> target, Alert alert, ReadOnlySpan<byte> status, ref TimeText times)
    {
        if (status.IsEmpty)
        {
            _text.CopyTo(target);
            times.Write(target[_endsAt..], alert.EndsAt);
            times.Write(target[_updatedAt..], alert.UpdatedAt);
            return _text.Length;
        }
        _text.AsSpan(0, _status).CopyTo(target);
        times.Write(target[_endsAt..], alert.EndsAt);
        status.CopyTo(target[_status..]);
        int after = _status + status.Length;
        _text.AsSpan(_afterStatus).CopyTo(target[after..]);
        times.Write(target[(after + _updatedAt - _afterStatus)..], alert.UpdatedAt);
        return after + _text.Length - _afterStatus;
    }
}

/// <summary>Writes times; alerts that came together have the same ones, so the last two are remembered.</summary>
internal struct TimeText
{
    private Remembered _one, _other;

    public void Write(Span<byte> target, DateTimeOffset time)
    {
        long ticks = time.UtcTicks;
        if (_one.Ticks != ticks)
        {
            (_one, _other) = (_other, _one);
            if (_one.Ticks != ticks) _one.Set(time);
        }
        _one.Text.AsSpan(0, WireTime.Length).CopyTo(target);
    }

    private struct Remembered
    {
        public long Ticks;

        private byte[]? _text;

        public readonly byte[] Text => _text!;

        public void Set(DateTimeOffset time)
        {
            WireTime.Write(time, _text ??= new byte[WireTime.Room]);
            Ticks = time.UtcTicks;
        }
    }
}
