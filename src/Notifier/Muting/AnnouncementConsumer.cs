using MassTransit;
using Tocsin.Contracts.Bus;
using Tocsin.Model.Alerts;
using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Muting;

/// <summary>Which Notifier this is, so that it does not listen to itself.</summary>
internal sealed record NotifierInstance(string Id);

/// <summary>Hears what other Notifiers on the same database have stored, and looks again.</summary>
internal sealed class AnnouncementConsumer(AlertIntake intake, SilenceBook silences, NotifierInstance self)
    : IConsumer<AlertsStored>, IConsumer<SilencesStored>, IConsumer<AlertsDeferred>
{
    public async Task Consume(ConsumeContext<AlertsStored> context)
    {
        if (context.Message.Origin == self.Id) return;
        var fingerprints = new List<ulong>(context.Message.Fingerprints.Count);
        foreach (string text in context.Message.Fingerprints)
            if (Fingerprint.TryParse(text, out ulong fingerprint))
                fingerprints.Add(fingerprint);
        await intake.RefreshAsync(fingerprints, context.CancellationToken);
    }

    public async Task Consume(ConsumeContext<SilencesStored> context)
    {
        if (context.Message.Origin != self.Id) await silences.RefreshAsync(context.Message.Ids, context.CancellationToken);
    }

    public async Task Consume(ConsumeContext<AlertsDeferred> context)
    {
        if (context.Message.Origin != self.Id) await intake.AcceptForwardedAsync(AlertBatchConsumer.Posted(context.Message.Batch), context.CancellationToken);
    }
}
