using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Grouping;

namespace Tocsin.Notifier.Pipeline;

/// <summary>Which integrations a flush asks, and with what: the same for a real flush and for one that is only thought of.</summary>
internal static class FlushPlan
{
    /// <summary>Whether the flush goes beyond the stages of the group.</summary>
    public static bool AsksIntegrations(GroupJudgement judged, ReceiverExtras extras) =>
        judged.Passed.Count > 0 || (extras.CloseOpened && judged.HeldEnds.Count > 0);

    public static IReadOnlyList<IntegrationWork> Of(
        GroupFlush flush, Guid flushId, NotifierModel model, string receiver, GroupJudgement judged, LabelSet routeLabels)
    {
        ReceiverExtras extras = model.Extras(receiver);
        return
        [
            .. model.Receivers(receiver).Select(integration => new IntegrationWork(flush, flushId, judged.Passed, routeLabels, integration)
            {
                HeldEnds = extras.CloseOpened ? judged.HeldEnds : [],
                ClosesOpened = extras.CloseOpened,
            }),
        ];
    }

    /// <summary>A receiver without integrations is the way to say "tell nobody"; one that is not there at all went with a reload.</summary>
    public static IReadOnlyList<IntegrationVerdict> WithoutIntegrations(NotifierModel model, string receiver) =>
        model.Config.Receivers.Any(one => one.Name == receiver)
            ? [new("none", 0, Send: false, "the receiver has no integrations", null, null) { Receiver = receiver }]
            : [];
}
