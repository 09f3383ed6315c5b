using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Routing;

namespace Tocsin.Notifier.Endpoints;

/// <summary>One alert as lists show it: what every list asks for, found once and kept, and its bytes as upstream's GettableAlert.</summary>
// {"annotations":..,"endsAt":"T","fingerprint":..,"receivers":..,"startsAt":..,"status":S,"updatedAt":"T","generatorURL":..,"labels":..}
// The text itself is not kept: it would be most of the memory of an alert, and to write it again takes as long as to copy it.
internal sealed class ListedAlert(LabelSet labels, ReceiverList receivers, RouteTree routes) : IAlertMemo
{
    /// <summary>Names of keys, quotes, times and fingerprint.</summary>
    private const int Frame = 400;

    private readonly bool _plain = JsonBytes.IsPlain(labels);
    private LabelSet? _plainAnnotations;

    /// <summary>Names of the receivers that its routes lead to, in order of the routes, each once.</summary>
    public string[] Receivers => receivers.Names;

    public bool IsOf(RouteTree current) => ReferenceEquals(routes, current);

    /// <summary>How many bytes <see cref="Write"/> needs at most.</summary>
    public int Room(Alert alert, ReadOnlySpan<byte> status) =>
        Frame + JsonBytes.Room(alert.Annotations) + receivers.Json.Length + status.Length + JsonBytes.Room(alert.GeneratorUrl) + JsonBytes.Room(alert.Labels);

    /// <param name="status">The JSON of the status; empty for an active one.</param>
    /// <returns>How many bytes were written.</returns>
    public int Write(Span<byte> target, ulong fingerprint, Alert alert, ReadOnlySpan<byte> status, ref ListedTimes times)
    {
        var json = new JsonBytes(target);
        json.Raw("{\"annotations\":"u8);
        if (!ReferenceEquals(_plainAnnotations, alert.Annotations) && JsonBytes.IsPlain(alert.Annotations)) _plainAnnotations = alert.Annotations;
        WriteLabels(ref json, alert.Annotations, ReferenceEquals(_plainAnnotations, alert.Annotations));
        json.Raw(",\"endsAt\":\""u8);
        json.Raw(times.Ends.Of(alert.EndsAt));
        json.Raw("\",\"fingerprint\":\""u8);
        json.Hexadecimal(fingerprint);
        json.Raw("\",\"receivers\":"u8);
        json.Raw(receivers.Json);
        json.Raw(",\"startsAt\":\""u8);
        json.Raw(times.Starts.Of(alert.StartsAt));
        json.Raw("\",\"status\":"u8);
        json.Raw(status.IsEmpty ? AlertJson.Active : status);
        json.Raw(",\"updatedAt\":\""u8);
        json.Raw(times.Updates.Of(alert.UpdatedAt));
        json.Raw("\""u8);
        if (alert.GeneratorUrl.Length > 0)
        {
            json.Raw(",\"generatorURL\":"u8);
            json.Text(alert.GeneratorUrl);
        }
        json.Raw(",\"labels\":"u8);
        WriteLabels(ref json, alert.Labels, _plain);
        json.Raw("}"u8);
        return json.Length;
    }

    private static void WriteLabels(ref JsonBytes json, LabelSet labels, bool plain)
    {
        if (plain) json.PlainLabels(labels);
        else json.Labels(labels);
    }
}
