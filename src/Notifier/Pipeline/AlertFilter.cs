using Tocsin.Notifier.Grouping;

namespace Tocsin.Notifier.Pipeline;

/// <summary>Splits alerts by a verdict; a list that loses nothing is passed on as it is.</summary>
internal static class AlertFilter
{
    public static StageResult Run(IReadOnlyList<FlushAlert> alerts, Func<FlushAlert, DroppedAlert?> verdict)
    {
        List<DroppedAlert>? dropped = null;
        List<FlushAlert>? kept = null;
        for (int i = 0; i < alerts.Count; i++)
        {
            if (verdict(alerts[i]) is { } why)
            {
                kept ??= [.. alerts.Take(i)];
                (dropped ??= []).Add(why);
            }
            else kept?.Add(alerts[i]);
        }
        return new(kept ?? alerts, dropped ?? (IReadOnlyList<DroppedAlert>)[]);
    }
}
