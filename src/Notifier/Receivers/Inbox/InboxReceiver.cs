using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Rendering;

namespace Tocsin.Notifier.Receivers.Inbox;

/// <summary>Delivers to nobody but the record that the pipeline keeps of every notification: what the UI shows to someone without Slack or mail.</summary>
internal sealed class InboxReceiver(string receiverName, InboxConfig config, MessageTemplates templates) : IReceiver
{
    private const string Subject = "{{ template \"__subject\" . }}";
    private const string Body = "{{ range .Alerts }}{{ .Status }}: {{ range .Labels.SortedPairs }}{{ .Name }}={{ .Value }} {{ end }}\n"
        + "{{ range .Annotations.SortedPairs }}  {{ .Name }}: {{ .Value }}\n{{ end }}{{ end }}";

    public string ReceiverName => receiverName;

    public string Integration => config.Kind;

    public int Index => config.Index;

    public bool SendResolved => config.SendResolved;

    public RenderOutcome Render(Notification notification, CancellationToken cancel)
    {
        TemplateRun run = templates.Run(templates.Data(receiverName, notification), cancel);
        string subject = run.Text(Subject), body = run.Text(Body);
        if (run.Error is { } error) return new(null, error);
        return new(new RenderedMessage(Integration, subject, [new("subject", "text/plain", subject), new("text", "text/plain", body)]), null);
    }

    public ValueTask<DeliveryResult> SendAsync(Notification notification, RenderedMessage message, CancellationToken cancel) =>
        ValueTask.FromResult(DeliveryResult.Delivered("kept in the inbox"));
}
