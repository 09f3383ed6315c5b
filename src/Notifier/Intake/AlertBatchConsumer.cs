using MassTransit;
using Tocsin.Contracts.Bus;
using Tocsin.Model.Labels;

namespace Tocsin.Notifier.Intake;

/// <summary>Takes batches from the queue that all Notifiers share. The broker hears "done" only when the database has them.</summary>
internal sealed class AlertBatchConsumer(IAlertIntake intake) : IConsumer<AlertBatch>
{
    private const int KnownVersion = 1;

    public async Task Consume(ConsumeContext<AlertBatch> context)
    {
        AlertBatch batch = context.Message;
        if (batch.Version > KnownVersion)
            throw new NotSupportedException($"alert batch of version {batch.Version}: this Notifier reads up to {KnownVersion}, update it first");
        IntakeResult result = await intake.AcceptAsync(Posted(batch), context.CancellationToken);
        if (result.Overloaded) throw new InvalidOperationException("the database is away and the queue for it is full: the batch stays with the broker");
    }

    internal static IReadOnlyList<PostedAlert> Posted(AlertBatch batch) => [.. batch.Alerts.Select(Posted)];

    private static PostedAlert Posted(BusAlert alert) => new()
    {
        Labels = LabelSet.FromStrings(alert.Labels),
        Annotations = LabelSet.FromStrings(alert.Annotations),
        StartsAt = alert.StartsAt,
        EndsAt = alert.EndsAt,
        GeneratorUrl = alert.GeneratorUrl,
    };
}
