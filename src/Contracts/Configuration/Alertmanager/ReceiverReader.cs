using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>The list <c>receivers</c>: each type with its own reader, what the global block has for it filled in.</summary>
internal static class ReceiverReader
{
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
        Add(map, "email_configs", "email", integrations, entry => EmailReader.Read(entry, global, context));
        Add(map, "slack_configs", "slack", integrations, entry => SlackReader.Read(entry, global, context));
        Add(map, "webhook_configs", "webhook", integrations, entry => WebhookReader.Read(entry, global, context));
        foreach (ReceiverShape shape in ReceiverShapes.All)
            Add(map, shape.Key, shape.Type, integrations, entry => UnbuiltReader.Read(entry, shape, global, context));
        if (!context.Options.Strict) Add(map, "inbox_configs", "inbox", integrations, ReadInbox);
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
