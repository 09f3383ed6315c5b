using Microsoft.AspNetCore.Http;
using Tocsin.Contracts.Api.Alertmanager;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Routing;

namespace Tocsin.Notifier.Endpoints;

/// <summary>POST /api/tocsin/v1/notifications/preview: the messages that a receiver would be sent, without sending them. Nothing is stored or changed.</summary>
internal sealed class PreviewEndpoint(INotifierState state, INotifierConfig config, EndpointSettings settings, TimeProvider clock)
{
    private const int MaxAtOnce = 4;
    private int _inside;

    public async Task PreviewAsync(HttpContext http)
    {
        try
        {
            // Templates are programs: a few of them at a time.
            if (Interlocked.Increment(ref _inside) > MaxAtOnce) await ApiResponse.RefuseAsync(http, new ApiFault(503, 0, "too many previews at once, try again later")).ConfigureAwait(false);
            else await ServeAsync(http).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }

    private async Task ServeAsync(HttpContext http)
    {
        RequestBody body = await RequestBody.ReadAsync(http, "preview", settings.MaxSilenceBytes).ConfigureAwait(false);
        PreviewRequest? request = null;
        ApiFault? fault = body.Fault ?? PreviewRequest.Read(body.Bytes!, out request);
        if (fault is not null)
        {
            await ApiResponse.RefuseAsync(http, fault).ConfigureAwait(false);
            return;
        }
        NotifierModel model = config.Current;
        List<IReceiver> receivers = [.. model.Receivers(request!.Receiver).Where(one =>
            (request.Integration.Length == 0 || one.Integration == request.Integration) && (request.Index is null || one.Index == request.Index))];
        Notification? notification = receivers.Count == 0 ? null : Notify(request, model);
        if (notification is null)
        {
            string missing = receivers.Count == 0 ? $"no route leads to a receiver \"{request.Receiver}\" with such an integration" : "none of these alerts is there";
            await ApiResponse.RefuseAsync(http, ApiFault.NotFound(missing)).ConfigureAwait(false);
            return;
        }
        await WriteAsync(http, receivers, notification).ConfigureAwait(false);
    }

    private static Task WriteAsync(HttpContext http, List<IReceiver> receivers, Notification notification)
    {
        List<(IReceiver Receiver, RenderOutcome Outcome)> rendered = [.. receivers.Select(receiver => (receiver, Render(receiver, notification, http.RequestAborted)))];
        return ApiResponse.WriteAsync(http, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteString("groupKey"u8, notification.GroupKey);
            AlertJson.WriteLabels(json, "groupLabels"u8, notification.GroupLabels);
            json.WriteStartArray("previews"u8);
            foreach ((IReceiver receiver, RenderOutcome outcome) in rendered)
            {
                json.WriteStartObject();
                json.WriteString("receiver"u8, receiver.ReceiverName);
                json.WriteString("integration"u8, receiver.Integration);
                json.WriteNumber("index"u8, receiver.Index);
                json.WriteString("title"u8, outcome.Message?.Title ?? "");
                if (outcome.Error is { } error) json.WriteString("error"u8, error);
                else json.WriteNull("error"u8);
                DeliveryJson.WriteContent(json, outcome.Message);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    // A receiver that wants no ends would not be sent a message of nothing but ends.
    private static RenderOutcome Render(IReceiver receiver, Notification notification, CancellationToken cancel)
    {
        Notification told = receiver.SendResolved ? notification : notification with { Alerts = [.. notification.Alerts.Where(alert => !alert.Resolved)] };
        return told.Alerts.Count == 0 ? new(null, "nothing would be sent: send_resolved is false, and no alert fires") : receiver.Render(told, cancel);
    }

    /// <summary>The group as a route to the receiver would make it; null when there are no alerts.</summary>
    private Notification? Notify(PreviewRequest request, NotifierModel model)
    {
        DateTimeOffset now = clock.GetUtcNow();
        GroupView? group = request.GroupId.Length == 0 ? null : state.Groups().FirstOrDefault(known => known.GroupId == request.GroupId);
        IEnumerable<Alert> alerts = group is not null
            ? group.Alerts.Select(view => view.Alert)
            : request.Alerts.Select(posted => AlertValidator.FillIn(posted, now, model.Config.Global.ResolveTimeout))
                .Concat(request.Fingerprints.Select(state.Alert).OfType<AlertView>().Select(view => view.Alert));
        NotifiedAlert[] told = [.. alerts.Take(PreviewRequest.MaxAlerts).Select(alert => new NotifiedAlert(alert, alert.EndsAt <= now))];
        if (told.Length == 0) return null;
        Route route = model.Routes.Match(told[0].Alert.Labels).FirstOrDefault(one => one.Receiver == request.Receiver)
            ?? model.Routes.Routes.First(one => one.Receiver == request.Receiver);
        LabelSet labels = group?.Labels ?? route.GroupBy.Select(told[0].Alert.Labels);
        return new Notification
        {
            GroupKey = group?.GroupKey ?? route.GroupKey(labels),
            GroupLabels = labels,
            RouteLabels = group?.RouteLabels ?? LabelSet.Empty,
            Reason = request.Reason,
            Alerts = told,
            Now = now,
        };
    }
}
