using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>Entries of types that are checked but not built: they load with a warning, so that a whole file does not fail for them.</summary>
internal static class UnbuiltReader
{
    private static readonly string[] SnsTargets = ["topic_arn", "phone_number", "target_arn"];

    public static UnbuiltIntegrationConfig Read(YamlMap map, ReceiverShape shape, GlobalConfig global, LoadContext context)
    {
        foreach (string entry in shape.Texts)
        {
            string[] keys = entry.TrimEnd('*').Split('|');
            if (keys.Count(key => Given(map, key)) > 1) map.Error($"at most one of {string.Join(" & ", keys)} must be configured");
            if (entry.EndsWith('*') && !Given(map, keys[0])) map.Error($"missing {keys[0]} in {shape.Type} config");
        }
        foreach (string key in shape.Others) map.Take(key);
        foreach ((string pair, string missing) in shape.Exactly)
            if (!pair.Split('|').Any(key => Given(map, key)))
                map.Error(missing);
        foreach ((string pair, string inherited, string missing) in shape.Inherited)
            if (!pair.Split('|').Any(key => Given(map, key)) && !global.Given.Contains(inherited))
                map.Error(missing);
        bool sendResolved = map.Bool("send_resolved", shape.SendResolved);
        if (shape.HasHttpConfig) HttpClientReader.ReadBlock(map, context.Http, global.Http);
        CheckType(map, shape.Type);
        map.RejectUnknown();
        map.Warn($"receiver type {shape.Type} is not implemented yet: every notification to it will be recorded as failed", "use slack, email, webhook or inbox");
        return new UnbuiltIntegrationConfig(shape.Type) { SendResolved = sendResolved };
    }

    private static void CheckType(YamlMap map, string type)
    {
        switch (type)
        {
            case "sns" when SnsTargets.Count(key => Given(map, key)) == 2:
                map.Error("must provide either a Target ARN, Topic ARN, or Phone Number for SNS config");
                break;
            case "wechat":
                OneOf(map, "message_type", "text", "markdown");
                break;
            case "telegram":
                OneOf(map, "parse_mode", "HTML", "Markdown", "MarkdownV2");
                break;
            case "jira":
                OneOf(map, "api_type", "auto", "cloud", "datacenter");
                break;
            case "pushover" when map.Bool("html", false) && map.Bool("monospace", false):
                map.Error("either monospace or html must be configured");
                break;
        }
    }

    private static void OneOf(YamlMap map, string key, params string[] allowed)
    {
        string value = map.String(key);
        if (value.Length > 0 && !allowed.Contains(value)) map.Take(key)!.Error($"unknown {key} \"{value}\"", "one of " + string.Join(", ", allowed));
    }

    private static bool Given(YamlMap map, string key) => map.Take(key) is { IsNull: false } value && value.AsString().Length > 0;
}
