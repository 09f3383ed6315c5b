using Tocsin.Model.Labels;

namespace Tocsin.Engine.Alerting;

/// <summary>An alert that is to be told, before external labels and relabelling.</summary>
internal sealed record OutgoingAlert(LabelSet Labels, LabelSet Annotations, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string GeneratorUrl);

/// <summary>Where alerts leave evaluation. Never blocks.</summary>
internal interface IAlertOutput
{
    void Enqueue(IReadOnlyList<OutgoingAlert> alerts);
}
