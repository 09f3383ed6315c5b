using Tocsin.Contracts.Bus;
using Tocsin.Contracts.Http;
using Tocsin.Model.Labels;
using Tocsin.Model.Relabeling;

namespace Tocsin.Engine.Alerting.Sending;

/// <summary>
/// All ways out: our own Notifiers always, and every Alertmanager that the configuration names and that is not this very system. External labels
/// and alert_relabel_configs are applied once, before the ways part.
/// </summary>
internal sealed class AlertOutlets : IAlertOutput, IAsyncDisposable
{
    private readonly AlertOutlet? _own;
    private readonly IReadOnlySet<string> _ownAddresses;
    private readonly OutletParts _parts;
    private volatile Ways _ways;
    private int _disposed;

    /// <param name="own">The way to our Notifiers; null when there are none.</param>
    /// <param name="ownAddresses"><c>host:port</c> of this process and its peers: an Alertmanager there is told by <paramref name="own"/> already.</param>
    public AlertOutlets(IAlertSender? own, IReadOnlySet<string> ownAddresses, OutletParts parts)
    {
        _ownAddresses = ownAddresses;
        _parts = parts;
        if (own is not null)
        {
            _own = new AlertOutlet("bus", own, Relabeler.None, insist: true, parts);
            _own.Start();
        }
        _ways = new Ways(new AlertingModel(), Relabeler.None, [], []);
        parts.Metrics.Observe(() => All(_ways), () => _ways.Configured.Count);
    }

    /// <summary>The Alertmanagers that are configured, ours included.</summary>
    public IReadOnlyList<Uri> Configured => _ways.Configured;

    /// <summary>Makes the clients of a new configuration; what can fail, fails here.</summary>
    /// <returns>The swap, to be run when everything else is ready too.</returns>
    public Func<Task> Prepare(AlertingModel model)
    {
        IReadOnlyList<AlertmanagerTarget> targets = AlertmanagerTargets.Find(model.Config);
        var outlets = new List<AlertOutlet>();
        foreach (AlertmanagerTarget target in targets)
        {
            if (_ownAddresses.Contains(target.Endpoint.Authority)) continue;
            var sender = new HttpAlertSender(HttpClients.Create(target.Config.Http), target.Endpoint, target.Config.Timeout, _parts.Clock);
            outlets.Add(new AlertOutlet(target.Endpoint.ToString(), sender, new Relabeler(target.Config.AlertRelabelRules), insist: false, _parts));
        }
        var next = new Ways(model, new Relabeler(model.Config.AlertRelabelRules), outlets, [.. targets.Select(target => target.Endpoint)]);
        return () => SwapAsync(next);
    }

    public void Enqueue(IReadOnlyList<OutgoingAlert> alerts)
    {
        Ways ways = _ways;
        var ready = new List<OutgoingAlert>(alerts.Count);
        foreach (OutgoingAlert alert in alerts)
            if (ways.Relabeler.Apply(WithExternal(alert.Labels, ways.Model.ExternalLabels)) is { Count: > 0 } labels)
                ready.Add(alert with { Labels = labels });
        if (ready.Count == 0) return;
        foreach (AlertOutlet outlet in All(ways)) outlet.Enqueue(ready);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await Task.WhenAll(All(_ways).Select(outlet => outlet.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    private async Task SwapAsync(Ways next)
    {
        Ways old = _ways;
        foreach (AlertOutlet outlet in next.Outlets) outlet.Start();
        _ways = next;
        await Task.WhenAll(old.Outlets.Select(outlet => outlet.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    private AlertOutlet[] All(Ways ways) => _own is null ? [.. ways.Outlets] : [_own, .. ways.Outlets];

    private static LabelSet WithExternal(LabelSet labels, LabelSet external) =>
        external.Count == 0 ? labels : new LabelSetBuilder(labels).SetMissing(external).Build();

    private sealed record Ways(AlertingModel Model, Relabeler Relabeler, IReadOnlyList<AlertOutlet> Outlets, IReadOnlyList<Uri> Configured);
}
