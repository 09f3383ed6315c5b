using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers;
using Tocsin.Notifier.Receivers.Delivery;

namespace Tocsin.Notifier.Tests.Receivers;

/// <summary>Receivers from configuration text, and notifications to send with them.</summary>
internal static class ReceiverBench
{
    public static readonly DateTimeOffset Now = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    public static (AlertmanagerConfig Config, IReadOnlyList<IReceiver> Receivers, ConfigProblems Problems) Build(string yaml, ServiceAddresses? addresses = null, TimeProvider? clock = null)
    {
        var problems = new ConfigProblems();
        AlertmanagerConfig? config = AlertmanagerConfigLoader.Parse("am.yml", yaml, AlertmanagerConfigOptions.Default, problems);
        Assert.True(config is not null, string.Join("; ", problems.Errors));
        var factory = new ReceiverFactory(clock ?? TimeProvider.System, new Uri("http://am.example:9093")) { Addresses = addresses ?? new ServiceAddresses() };
        ReceiverSet set = factory.Build(config!, config!.Receivers.Select(receiver => receiver.Name).ToHashSet(), problems);
        return (config, set.Receivers, problems);
    }

    /// <summary>The one receiver of a file whose only receiver has this entry.</summary>
    public static IReceiver One(string entry, ServiceAddresses? addresses = null, TimeProvider? clock = null) =>
        Assert.Single(Build($"route: {{receiver: a}}\nreceivers:\n- name: a\n  {entry}\n", addresses, clock).Receivers);

    public static Notification Notification(params NotifiedAlert[] alerts) => new()
    {
        GroupKey = "{}:{alertname=\"Down\"}",
        GroupLabels = LabelSet.Create(("alertname", "Down")),
        RouteLabels = LabelSet.Empty,
        Reason = "first notification",
        Alerts = alerts.Length > 0 ? alerts : [Alert("web1")],
        Now = Now,
    };

    public static NotifiedAlert Alert(string instance, bool resolved = false) => new(
        new Alert
        {
            Labels = LabelSet.Create(("alertname", "Down"), ("instance", instance)),
            Annotations = LabelSet.Create(("summary", $"{instance} is <down>")),
            StartsAt = Now.AddMinutes(-5),
            EndsAt = resolved ? Now.AddMinutes(-1) : Now.AddMinutes(5),
            UpdatedAt = Now,
        },
        resolved);

    public static async Task<DeliveryResult> SendAsync(IReceiver receiver, Notification? notification = null)
    {
        notification ??= Notification();
        RenderOutcome rendered = receiver.Render(notification, TestContext.Current.CancellationToken);
        Assert.True(rendered.Message is not null, rendered.Error);
        return await receiver.SendAsync(notification, rendered.Message!, TestContext.Current.CancellationToken);
    }
}
