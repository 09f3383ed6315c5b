using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>Entries of <c>webhook_configs</c>.</summary>
internal static class WebhookReader
{
    public static WebhookConfig Read(YamlMap map, GlobalConfig global, LoadContext context)
    {
        bool both = map.String("url").Length > 0 && map.String("url_file").Length > 0;
        SecretSource? url = ReceiverSecrets.Url(map, "url", context, mayBeTemplate: true);
        if (url is null && !both) map.Error("one of url or url_file must be configured");
        long maxAlerts = map.Integer("max_alerts", 0);
        if (maxAlerts is < 0 or > int.MaxValue) map.Take("max_alerts")!.Error("max_alerts must be 0 (all) or more");
        var config = new WebhookConfig
        {
            SendResolved = map.Bool("send_resolved", true),
            Http = HttpClientReader.ReadBlock(map, context.Http, global.Http),
            Url = url ?? SecretSource.Of(""),
            MaxAlerts = (int)Math.Clamp(maxAlerts, 0, int.MaxValue),
            Timeout = ReadTimeout(map),
            Payload = map.Take("payload") is { IsNull: false } payload ? PayloadReader.Read(payload) : null,
        };
        map.RejectUnknown();
        return config;
    }

    /// <summary>A time limit in Go's notation; zero is none.</summary>
    internal static TimeSpan ReadTimeout(YamlMap map)
    {
        if (map.Take("timeout") is not { IsNull: false } value) return TimeSpan.Zero;
        if (GoDuration.TryParse(value.AsString(), out TimeSpan timeout)) return timeout;
        value.Error($"invalid duration \"{value.AsString()}\"", "write it as 500ms, 10s, 1m30s");
        return TimeSpan.Zero;
    }
}
