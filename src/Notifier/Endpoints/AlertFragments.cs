using System.Buffers;
using System.Collections.Concurrent;
using Tocsin.Model.Alerts;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Routing;

namespace Tocsin.Notifier.Endpoints;

/// <summary>The fragments of all alerts that somebody has read. Thread-safe.</summary>
internal sealed class AlertFragments(AlertProjection alerts)
{
    private const int Slack = 1000;

    private readonly ConcurrentDictionary<ulong, AlertFragment> _fragments = new();

    /// <param name="scratch">The caller's own.</param>
    public AlertFragment Of(ulong fingerprint, Alert alert, RouteTree routes, ArrayBufferWriter<byte> scratch)
    {
        if (_fragments.TryGetValue(fingerprint, out AlertFragment? fragment) && fragment.IsOf(alert, routes)) return fragment;
        fragment = new AlertFragment(fingerprint, alert, routes, scratch);
        _fragments[fingerprint] = fragment;
        return fragment;
    }

    /// <summary>Lets go of fragments whose alerts are forgotten.</summary>
    public void Trim()
    {
        if (_fragments.Count <= alerts.Count + Slack) return;
        foreach (ulong fingerprint in _fragments.Keys)
            if (alerts.Find(fingerprint) is null)
                _fragments.TryRemove(fingerprint, out _);
    }
}
