using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Model.Labels;

namespace Tocsin.Notifier.Pipeline;

/// <summary>Builds everything of a configuration that renders and sends: template sets, clients, receivers. Implemented by the receivers' room.</summary>
internal interface IReceiverFactory
{
    /// <summary>
    /// Builds all integrations of the receivers that the routes name; those that no route names are not built. What fails goes to
    /// <paramref name="problems"/>; nothing that runs is touched.
    /// </summary>
    ReceiverSet Build(AlertmanagerConfig config, IReadOnlySet<string> usedReceivers, ConfigProblems problems);
}

/// <param name="Receivers">All integrations, in any order.</param>
internal sealed record ReceiverSet(IReadOnlyList<IReceiver> Receivers)
{
    /// <summary>Renders the labels of routes; null takes the texts as they are.</summary>
    public IRouteLabelRenderer? RouteLabels { get; init; }
}

/// <summary>Renders the <c>labels</c> of a route for one group.</summary>
internal interface IRouteLabelRenderer
{
    /// <param name="templates">Template by label name, as inherited.</param>
    /// <param name="data">The group as messages see it; reason and route labels are empty in it.</param>
    LabelSet Render(IReadOnlyDictionary<string, string> templates, Notification data, CancellationToken cancel);
}
