using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Grouping;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Muting;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Routing;

namespace Tocsin.Notifier;

/// <summary>
/// alertmanager.yml, loaded and applied: everything that can fail is built first, then one immutable model is swapped in. Groups of routes that
/// did not change keep their timers.
/// </summary>
internal sealed class NotifierConfiguration(
    NotifierOptions options, IReceiverFactory receivers, AlertIntake intake, GroupTable groups, Inhibitor inhibitor, NotificationMetrics metrics, TimeProvider clock)
    : INotifierConfig, IReloadable
{
    private volatile NotifierModel? _current;

    public string Name => "alertmanager";

    public NotifierModel Current => _current ?? throw new InvalidOperationException("the Notifier has not loaded its configuration yet");

    /// <summary>False as well between a load and its being applied, and when another part's errors kept it from that.</summary>
    public bool LastLoadSucceeded { get; private set; }

    public DateTimeOffset LastSuccess { get; private set; }

    /// <summary>Null until the first load.</summary>
    public NotifierModel? CurrentOrNull => _current;

    public ValueTask<PreparedConfig> PrepareAsync(CancellationToken cancel)
    {
        var problems = new ConfigProblems();
        NotifierModel? model = Load(problems);
        if (model is null)
            return ValueTask.FromResult(new PreparedConfig(problems, _ => throw new InvalidOperationException("a configuration with errors was applied")));
        return ValueTask.FromResult(new PreparedConfig(problems, _ =>
        {
            Apply(model);
            return ValueTask.CompletedTask;
        }));
    }

    /// <summary>Builds everything that can fail; null when something did.</summary>
    public NotifierModel? Load(ConfigProblems problems)
    {
        LastLoadSucceeded = false;
        AlertmanagerConfig? config = AlertmanagerConfigLoader.Load(options.ConfigFile, new() { Syntax = options.Syntax, Strict = options.StrictConfig }, problems);
        if (config is null || problems.HasErrors) return null;
        RouteTree routes = RouteTreeBuilder.Build(config.Route);
        HashSet<string> used = [.. routes.Routes.Select(route => route.Receiver)];
        used.UnionWith(config.Receivers.Where(receiver => used.Contains(receiver.Name)).Select(receiver => receiver.Extras.FallbackReceiver).OfType<string>().ToArray());
        ReceiverSet built = receivers.Build(config, used, problems);
        return problems.HasErrors ? null : new NotifierModel(config, routes, built);
    }

    /// <summary>Swaps it in.</summary>
    public void Apply(NotifierModel model)
    {
        intake.ResolveTimeout = model.Config.Global.ResolveTimeout;
        inhibitor.Apply(model.InhibitRules);
        // A flush that starts between these two lines finds the receivers of both: the new ones here, its own route's name in them.
        _current = model;
        groups.Apply(model.Routes);
        foreach (string integration in model.Integrations) metrics.Announce(integration);
        LastLoadSucceeded = true;
        LastSuccess = clock.GetUtcNow();
    }
}
