using System.Security.Cryptography;
using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Receivers.Amqp;
using Tocsin.Notifier.Receivers.Delivery;
using Tocsin.Notifier.Receivers.Discord;
using Tocsin.Notifier.Receivers.Email;
using Tocsin.Notifier.Receivers.Inbox;
using Tocsin.Notifier.Receivers.IncidentIo;
using Tocsin.Notifier.Receivers.Jira;
using Tocsin.Notifier.Receivers.Mattermost;
using Tocsin.Notifier.Receivers.OpsGenie;
using Tocsin.Notifier.Receivers.PagerDuty;
using Tocsin.Notifier.Receivers.Pushover;
using Tocsin.Notifier.Receivers.Rendering;
using Tocsin.Notifier.Receivers.RocketChat;
using Tocsin.Notifier.Receivers.Slack;
using Tocsin.Notifier.Receivers.Sns;
using Tocsin.Notifier.Receivers.Teams;
using Tocsin.Notifier.Receivers.Telegram;
using Tocsin.Notifier.Receivers.VictorOps;
using Tocsin.Notifier.Receivers.Webex;
using Tocsin.Notifier.Receivers.Webhook;
using Tocsin.Notifier.Receivers.WeChat;
using Tocsin.Templating.Notifications;

namespace Tocsin.Notifier.Receivers;

/// <summary>Builds the receivers of a configuration: one place that knows all types.</summary>
/// <param name="externalUrl">How this server is reached from outside; stands in the links of messages.</param>
internal sealed class ReceiverFactory(TimeProvider clock, Uri externalUrl) : IReceiverFactory
{
    public ServiceAddresses Addresses { get; init; } = new();

    public ReceiverSet Build(AlertmanagerConfig config, IReadOnlySet<string> usedReceivers, ConfigProblems problems)
    {
        NotificationTemplatesLoad load = NotificationTemplates.Load(TemplateFileSearch.Read(config, problems), clock);
        foreach (TemplateFileError error in load.Errors) problems.Error(new(error.File, error.Line, error.Column, "", error.Message));
        if (load.Templates is null) return new ReceiverSet([]);
        var templates = new MessageTemplates(load.Templates, externalUrl.OriginalString.TrimEnd('/'));
        var parts = new ReceiverParts(templates, clock, Addresses);
        var receivers = new List<IReceiver>();
        foreach (ReceiverConfig receiver in config.Receivers)
            foreach (IntegrationConfig integration in receiver.Integrations)
            {
                CheckTemplate(config.File, integration, templates, problems);
                if (usedReceivers.Contains(receiver.Name) && Create(config.File, receiver.Name, integration, parts, problems) is { } built) receivers.Add(built);
            }
        return new ReceiverSet(receivers) { RouteLabels = new RouteLabelRenderer(templates) };
    }

    // Of all templates in receivers only the webhook's URL is looked at before it is used, as upstream does. What a template says while it runs is no
    // matter here: there are no alerts yet.
    private static void CheckTemplate(string file, IntegrationConfig config, MessageTemplates templates, ConfigProblems problems)
    {
        if (config is not WebhookConfig { Url.Value: { } url }) return;
        TemplateRun run = templates.Run(new NotificationData(), CancellationToken.None);
        run.Text(url.Reveal);
        if (run.Error is { } error && !error.Contains(": executing ", StringComparison.Ordinal)) problems.Error(new(file, 0, 0, config.Field + ".url", "invalid template syntax: " + error));
    }

    private static IReceiver? Create(string file, string name, IntegrationConfig config, ReceiverParts parts, ConfigProblems problems)
    {
        try
        {
            return Create(name, config, parts);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or UriFormatException)
        {
            problems.Error(new(file, 0, 0, config.Field, e.Message));
            return null;
        }
    }

    private static IReceiver Create(string name, IntegrationConfig config, ReceiverParts parts) => config switch
    {
        AmqpConfig amqp => new AmqpReceiver(name, amqp, parts),
        DiscordConfig discord => new DiscordReceiver(name, discord, parts),
        EmailConfig email => new EmailReceiver(name, email, parts),
        InboxConfig inbox => new InboxReceiver(name, inbox, parts.Templates),
        IncidentIoConfig incidents => new IncidentIoReceiver(name, incidents, parts),
        JiraConfig jira => new JiraReceiver(name, jira, parts),
        MattermostConfig mattermost => new MattermostReceiver(name, mattermost, parts),
        OpsGenieConfig opsGenie => new OpsGenieReceiver(name, opsGenie, parts),
        PagerDutyConfig pagerDuty => new PagerDutyReceiver(name, pagerDuty, parts),
        PushoverConfig pushover => new PushoverReceiver(name, pushover, parts),
        RocketChatConfig rocketChat => new RocketChatReceiver(name, rocketChat, parts),
        SlackConfig slack => new SlackReceiver(name, slack, parts),
        SnsConfig sns => new SnsReceiver(name, sns, parts),
        TeamsConfig teams => new TeamsReceiver(name, teams, parts),
        TelegramConfig telegram => new TelegramReceiver(name, telegram, parts),
        VictorOpsConfig victorOps => new VictorOpsReceiver(name, victorOps, parts),
        WebexConfig webex => new WebexReceiver(name, webex, parts),
        WebhookConfig webhook => new WebhookReceiver(name, webhook, parts),
        WeChatConfig weChat => new WeChatReceiver(name, weChat, parts),
        _ => throw new InvalidOperationException($"no receiver for {config.GetType().Name}"),
    };
}
