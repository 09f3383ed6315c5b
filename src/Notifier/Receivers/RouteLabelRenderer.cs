using Tocsin.Model.Labels;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Rendering;
using Tocsin.Templating.Notifications;

namespace Tocsin.Notifier.Receivers;

/// <summary>Renders the labels of routes with the templates of the configuration. A label whose template fails is left out.</summary>
internal sealed class RouteLabelRenderer(MessageTemplates templates) : IRouteLabelRenderer
{
    public LabelSet Render(IReadOnlyDictionary<string, string> labels, Notification data, CancellationToken cancel)
    {
        NotificationData seen = templates.Data("", data with { Reason = "", RouteLabels = LabelSet.Empty });
        var builder = new LabelSetBuilder();
        foreach ((string name, string template) in labels)
        {
            TemplateRun run = templates.Run(seen, cancel);
            string value = run.Text(template);
            if (run.Error is null) builder.Set(name, value);
        }
        return builder.Build();
    }
}
