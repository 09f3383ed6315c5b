using Microsoft.Extensions.Time.Testing;
using Tocsin.Templating.Notifications;

namespace Tocsin.Templating.Tests.Go;

/// <summary>Renders texts over a small notification.</summary>
internal static class Render
{
    public static readonly TemplateLimits Small = new(TimeSpan.FromSeconds(2), 100_000, 100, 200_000);

    public static NotificationData Data { get; } = NotificationData.Create(
        "team",
        [Alert("firing", "a"), Alert("resolved", "b")],
        new KeyValues([KeyValuePair.Create("alertname", "Down")]),
        KeyValues.Empty,
        "http://am.example",
        "first notification");

    public static TemplateResult Text(string template, NotificationData? data = null, params TemplateFile[] files) =>
        Load(files).Text(template, data ?? Data, TestContext.Current.CancellationToken);

    public static TemplateResult Html(string template, params TemplateFile[] files) =>
        Load(files).Html(template, Data, TestContext.Current.CancellationToken);

    public static NotificationTemplates Load(params TemplateFile[] files) =>
        NotificationTemplates.Load(files, new FakeTimeProvider(DateTimeOffset.Parse("2026-03-04T05:06:07Z", null)), Small).Templates!;

    private static AlertData Alert(string status, string instance) => new(
        status,
        new KeyValues([KeyValuePair.Create("alertname", "Down"), KeyValuePair.Create("instance", instance)]),
        KeyValues.Empty,
        new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero),
        default,
        "http://prom.example/graph?g0.expr=up",
        "0123456789abcdef");
}
