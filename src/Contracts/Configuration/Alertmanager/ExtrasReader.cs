using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>The keys that Alertmanager does not know. In strict mode they stay unknown.</summary>
internal static class ExtrasReader
{
    private static readonly string[] Keys = ["amqp_configs", "inbox_configs", "close_opened", "fallback_receiver", "fallback_after"];

    public static string? WhyUnknown(string key) => Keys.Contains(key, StringComparer.Ordinal) ? "not known to Alertmanager" : null;

    /// <param name="list">The list the key stands in; empty at the top.</param>
    public static bool IsOurs(string list, string key) =>
        list switch { "receivers" => Keys.Contains(key, StringComparer.Ordinal), "" => key == "tocsin", _ => false };

    public static ReceiverExtras ReadReceiver(YamlMap map, LoadContext context)
    {
        if (context.Options.Strict) return ReceiverExtras.None;
        string fallback = map.String("fallback_receiver");
        long after = map.Integer("fallback_after", ReceiverExtras.DefaultFallbackAfter);
        if (after is < 1 or > 1000) map.Take("fallback_after")!.Error("fallback_after must be 1 to 1000", "how many notifications of a group may fail in a row");
        else if (fallback.Length == 0) map.Take("fallback_after")?.Error("fallback_after without fallback_receiver", "name the receiver that is told instead");
        return new ReceiverExtras
        {
            CloseOpened = map.Bool("close_opened", false),
            FallbackReceiver = fallback.Length > 0 ? fallback : null,
            FallbackAfter = (int)Math.Clamp(after, 1, 1000),
        };
    }

    /// <summary>Strict mode knows no such block: the key is refused there.</summary>
    public static TocsinConfig ReadBlock(YamlMap root, LoadContext context)
    {
        if (context.Options.Strict) return new TocsinConfig();
        if (root.Take("tocsin") is not { IsNull: false } value || value.AsMap() is not { } map) return new TocsinConfig();
        TimeSpan? retention = map.OptionalDuration("history_retention");
        if (retention <= TimeSpan.Zero) map.Take("history_retention")!.Error("history_retention must be longer than zero");
        var config = new TocsinConfig { DeliveryAlerts = map.Bool("delivery_alerts", false), HistoryRetention = retention };
        map.RejectUnknown();
        return config;
    }

    /// <summary>A fallback must exist and be another receiver.</summary>
    public static void Check(YamlValue[] written, IReadOnlyList<ReceiverConfig> receivers)
    {
        HashSet<string> names = [.. receivers.Select(receiver => receiver.Name)];
        foreach (YamlValue value in written)
        {
            if (value.AsMap() is not { } map || map.Take("fallback_receiver") is not { IsNull: false } fallback) continue;
            string name = fallback.AsString();
            if (name.Length == 0) continue;
            if (!names.Contains(name))
            {
                string? nearest = NearestName.Of(name, names);
                fallback.Error($"undefined receiver \"{name}\" used as fallback_receiver", nearest is null ? "" : $"did you mean \"{nearest}\"?");
            }
            else if (name == map.String("name")) fallback.Error("a receiver cannot be its own fallback_receiver");
        }
    }
}
