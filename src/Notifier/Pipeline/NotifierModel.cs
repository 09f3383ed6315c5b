using System.Collections.Frozen;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Muting;
using Tocsin.Notifier.Routing;

namespace Tocsin.Notifier.Pipeline;

/// <summary>One configuration, applied: the immutable snapshot that a reload swaps as a whole.</summary>
internal sealed class NotifierModel
{
    private readonly FrozenDictionary<string, IReceiver[]> _receivers;
    private readonly FrozenDictionary<string, ReceiverExtras> _extras;

    public NotifierModel(AlertmanagerConfig config, RouteTree routes, ReceiverSet receivers)
    {
        Config = config;
        Routes = routes;
        RouteLabels = receivers.RouteLabels;
        InhibitRules = [.. config.InhibitRules.Select(rule => new InhibitRule(rule))];
        TimeIntervals = config.TimeIntervals.ToFrozenDictionary(named => named.Name, named => new TimeIntervalSet(named));
        _receivers = receivers.Receivers.GroupBy(receiver => receiver.ReceiverName).ToFrozenDictionary(group => group.Key, group => group.ToArray());
        _extras = config.Receivers.ToFrozenDictionary(receiver => receiver.Name, receiver => receiver.Extras);
    }

    /// <summary>The kinds of integration in use, each once.</summary>
    public IEnumerable<string> Integrations => _receivers.Values.SelectMany(integrations => integrations).Select(one => one.Integration).Distinct();

    /// <summary>As loaded; its <see cref="AlertmanagerConfig.Original"/> is what may be shown.</summary>
    public AlertmanagerConfig Config { get; }

    public RouteTree Routes { get; }

    public IReadOnlyList<InhibitRule> InhibitRules { get; }

    public FrozenDictionary<string, TimeIntervalSet> TimeIntervals { get; }

    public IRouteLabelRenderer? RouteLabels { get; }

    /// <summary>The integrations of a receiver; empty for a receiver that no route names.</summary>
    public IReadOnlyList<IReceiver> Receivers(string name) => _receivers.GetValueOrDefault(name) ?? [];

    /// <summary>What a receiver says beyond Alertmanager.</summary>
    public ReceiverExtras Extras(string name) => _extras.GetValueOrDefault(name) ?? ReceiverExtras.None;
}
