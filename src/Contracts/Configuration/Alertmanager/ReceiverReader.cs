using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>The list <c>receivers</c>: each type with its own reader, what the global block has for it filled in.</summary>
internal static class ReceiverReader
{
    private delegate IntegrationConfig? EntryReader(YamlMap entry, GlobalConfig global, LoadContext context);

    private static readonly (string Key, string Type, EntryReader Read)[] Types =
    [
        ("webhook_configs", "webhook", WebhookReader.Read),
        ("email_configs", "email", EmailReader.Read),
        ("pagerduty_configs", "pagerduty", PagerDutyReader.Read),
        ("opsgenie_configs", "opsgenie", OpsGenieReader.Read),
        ("wechat_configs", "wechat", WeChatReader.Read),
        ("slack_configs", "slack", SlackReader.Read),
        ("victorops_configs", "victorops", VictorOpsReader.Read),
        ("pushover_configs", "pushover", PushoverReader.Read),
        ("sns_configs", "sns", SnsReader.Read),
        ("telegram_configs", "telegram", TelegramReader.Read),
        ("discord_configs", "discord", DiscordReader.Read),
        ("webex_configs", "webex", WebexReader.Read),
        ("msteams_configs", "msteams", TeamsReader.Read1),
        ("msteamsv2_configs", "msteamsv2", TeamsReader.Read2),
        ("jira_configs", "jira", JiraReader.Read),
        ("rocketchat_configs", "rocketchat", RocketChatReader.Read),
        ("mattermost_configs", "mattermost", MattermostReader.Read),
        ("incidentio_configs", "incidentio", IncidentIoReader.Read),
    ];

    public static IReadOnlyList<ReceiverConfig> ReadAll(IReadOnlyList<YamlValue> values, GlobalConfig global, LoadContext context)
    {
        var receivers = new List<ReceiverConfig>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (YamlValue value in values)
        {
            if (value.AsMap() is not { } map) continue;
            ReceiverConfig receiver = Read(map, global, context);
            if (receiver.Name.Length == 0) map.Error("missing name in receiver");
            else if (!names.Add(receiver.Name)) map.Error($"notification config name \"{receiver.Name}\" is not unique");
            receivers.Add(receiver);
        }
        if (!context.Options.Strict) ExtrasReader.Check([.. values], receivers);
        return receivers;
    }

    private static ReceiverConfig Read(YamlMap map, GlobalConfig global, LoadContext context)
    {
        string name = map.String("name");
        var integrations = new List<IntegrationConfig>();
        foreach ((string key, string type, EntryReader read) in Types) Add(map, key, type, integrations, entry => read(entry, global, context));
        if (!context.Options.Strict)
        {
            Add(map, "amqp_configs", "amqp", integrations, entry => AmqpReader.Read(entry, context));
            Add(map, "inbox_configs", "inbox", integrations, ReadInbox);
        }
        IReadOnlyDictionary<string, string> labels = ReadLabels(map, name);
        ReceiverExtras extras = ExtrasReader.ReadReceiver(map, context);
        map.RejectUnknown(ExtrasReader.WhyUnknown);
        return new ReceiverConfig { Name = name, Labels = labels, Integrations = integrations, Extras = extras };
    }

    private static void Add(YamlMap map, string key, string type, List<IntegrationConfig> integrations, Func<YamlMap, IntegrationConfig?> read)
    {
        IReadOnlyList<YamlValue> entries = map.Take(key) is { IsNull: false } list ? list.AsList() : [];
        for (int i = 0; i < entries.Count; i++)
        {
            if (entries[i].IsNull) entries[i].Error($"missing {type} config");
            else if (entries[i].AsMap() is { } entry && read(entry) is { } integration)
                integrations.Add(integration with { Index = i, Field = entries[i].Field });
        }
    }

    private static InboxConfig ReadInbox(YamlMap map)
    {
        var inbox = new InboxConfig { SendResolved = map.Bool("send_resolved", true) };
        map.RejectUnknown();
        return inbox;
    }

    private static Dictionary<string, string> ReadLabels(YamlMap map, string name)
    {
        var labels = new Dictionary<string, string>(map.Map("labels")?.Texts() ?? [], StringComparer.Ordinal);
        if (labels.TryGetValue("name", out string? other) && other != name) map.Take("labels")!.Error($"label \"name\" is reserved and must be \"{name}\"");
        labels["name"] = name;
        return labels;
    }
}
