using System.Security.Cryptography;
using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Contracts.Configuration.Http;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Email;
using Tocsin.Notifier.Receivers.Inbox;
using Tocsin.Notifier.Receivers.Rendering;
using Tocsin.Notifier.Receivers.Slack;
using Tocsin.Notifier.Receivers.Unbuilt;
using Tocsin.Notifier.Receivers.Webhook;
using Tocsin.Templating.Notifications;

namespace Tocsin.Notifier.Receivers;

/// <summary>Builds the receivers of a configuration: one place that knows all types.</summary>
/// <param name="externalUrl">How this server is reached from outside; stands in the links of messages.</param>
internal sealed class ReceiverFactory(TimeProvider clock, Uri externalUrl) : IReceiverFactory
{
    /// <summary>Where messages are changed that a bot posted; replaceable, because the address is fixed upstream.</summary>
    public string SlackUpdateUrl { get; init; } = SlackReceiver.DefaultUpdateUrl;

    public ReceiverSet Build(AlertmanagerConfig config, IReadOnlySet<string> usedReceivers, ConfigProblems problems)
    {
        NotificationTemplatesLoad load = NotificationTemplates.Load(TemplateFileSearch.Read(config, problems), clock);
        foreach (TemplateFileError error in load.Errors) problems.Error(new(error.File, error.Line, error.Column, "", error.Message));
        if (load.Templates is null) return new ReceiverSet([]);
        var templates = new MessageTemplates(load.Templates, externalUrl.OriginalString.TrimEnd('/'));
        var receivers = new List<IReceiver>();
        foreach (ReceiverConfig receiver in config.Receivers.Where(receiver => usedReceivers.Contains(receiver.Name)))
            foreach (IntegrationConfig integration in receiver.Integrations)
                if (Create(config.File, receiver.Name, integration, templates, problems) is { } built)
                    receivers.Add(built);
        return new ReceiverSet(receivers) { RouteLabels = new RouteLabelRenderer(templates) };
    }

    private IReceiver? Create(string file, string name, IntegrationConfig config, MessageTemplates templates, ConfigProblems problems)
    {
        try
        {
            if (MissingPart(config) is { } missing)
            {
                problems.Warn(new(file, 0, 0, config.Field, missing + ": every notification to it will be recorded as failed"));
                return new UnbuiltReceiver(name, config, missing);
            }
            return config switch
            {
                SlackConfig slack => new SlackReceiver(name, slack, templates, clock, SlackUpdateUrl),
                EmailConfig email => new EmailReceiver(name, email, templates, clock),
                WebhookConfig webhook => new WebhookReceiver(name, webhook, templates, clock),
                InboxConfig inbox => new InboxReceiver(name, inbox, templates),
                _ => new UnbuiltReceiver(name, config, $"receiver type {config.Kind} is not implemented yet"),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or UriFormatException)
        {
            problems.Error(new(file, 0, 0, config.Field, e.Message));
            return null;
        }
    }

    private static string? MissingPart(IntegrationConfig config)
    {
        HttpClientConfig? http = config is SlackConfig slack ? slack.Http : (config as WebhookConfig)?.Http;
        if (http?.OAuth2 is not null) return "oauth2 in http_config is not implemented yet";
        return http?.Proxy.ConnectHeaders.Count > 0 ? "proxy_connect_header in http_config is not implemented yet" : null;
    }
}
