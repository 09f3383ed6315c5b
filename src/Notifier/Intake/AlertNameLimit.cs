using Tocsin.Model.Alerts;

namespace Tocsin.Notifier.Intake;

/// <summary>
/// Bounds how many alerts one alertname may have. What is known always passes; a full name gives up the alert that ends first if it has ended, else
/// the newcomer is dropped. Used by the intake loop alone.
/// </summary>
internal sealed class AlertNameLimit(int limit)
{
    private readonly Dictionary<string, List<ulong>> _names = new(StringComparer.Ordinal);

    /// <param name="endOf">The end of a known alert; null when it is forgotten.</param>
    public bool Admits(ulong fingerprint, Alert alert, Func<ulong, DateTimeOffset?> endOf, DateTimeOffset now)
    {
        if (limit <= 0) return true;
        if (!_names.TryGetValue(alert.Name, out List<ulong>? known)) _names[alert.Name] = known = [];
        if (known.Contains(fingerprint)) return true;
        if (known.Count >= limit)
        {
            ulong first = known.MinBy(one => endOf(one) ?? DateTimeOffset.MinValue);
            if (endOf(first) > now) return false;
            known.Remove(first);
        }
        known.Add(fingerprint);
        return true;
    }
}
