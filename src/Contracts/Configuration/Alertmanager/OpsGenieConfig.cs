using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>An entry of <c>opsgenie_configs</c>. All texts are templates, the key too.</summary>
public sealed record OpsGenieConfig : IntegrationConfig
{
    public override string Kind => "opsgenie";

    public HttpClientConfig Http { get; init; } = HttpClientConfig.Default;

    public required SecretSource ApiKey { get; init; }

    /// <summary>Ends in a slash.</summary>
    public required string ApiUrl { get; init; }

    public string Message { get; init; } = "{{ template \"opsgenie.default.message\" . }}";

    public string Description { get; init; } = "{{ template \"opsgenie.default.description\" . }}";

    public string Source { get; init; } = "{{ template \"opsgenie.default.source\" . }}";

    public IReadOnlyList<KeyValuePair<string, string>> Details { get; init; } = [];

    public string Entity { get; init; } = "";

    public IReadOnlyList<OpsGenieResponder> Responders { get; init; } = [];

    /// <summary>Separated by commas.</summary>
    public string Actions { get; init; } = "";

    /// <summary>Separated by commas.</summary>
    public string Tags { get; init; } = "";

    public string Note { get; init; } = "";

    public string Priority { get; init; } = "";

    /// <summary>A repeated notification also changes message and description.</summary>
    public bool UpdateAlerts { get; init; }
}

/// <param name="Type"><c>team</c>, <c>teams</c> (names separated by commas), <c>user</c>, <c>escalation</c> or <c>schedule</c>.</param>
public sealed record OpsGenieResponder(string Id, string Name, string Username, string Type);

/// <summary>Entries of <c>opsgenie_configs</c>.</summary>
internal static class OpsGenieReader
{
    private static readonly OpsGenieConfig Defaults = new() { ApiKey = SecretSource.Of(""), ApiUrl = "" };
    private static readonly string[] Types = ["team", "teams", "user", "escalation", "schedule"];

    public static OpsGenieConfig Read(YamlMap map, GlobalConfig global, LoadContext context)
    {
        SecretSource? key = ReceiverSecrets.Pair(map, "api_key", context) ?? global.Services.OpsGenieKey;
        var config = new OpsGenieConfig
        {
            SendResolved = map.Bool("send_resolved", true),
            Http = HttpClientReader.ReadBlock(map, context.Http, global.Http),
            ApiKey = ReceiverSecrets.Required(key, map, "api_key", "no global OpsGenie API Key set either inline or in a file"),
            ApiUrl = UrlReader.WithSlash(UrlReader.Read(map, "api_url", global.Services.OpsGenieUrl)),
            Message = map.String("message", Defaults.Message),
            Description = map.String("description", Defaults.Description),
            Source = map.String("source", Defaults.Source),
            Details = map.Map("details")?.Texts() ?? [],
            Entity = map.String("entity"),
            Responders = [.. map.List("responders").Select(value => value.AsMap()).OfType<YamlMap>().Select(ReadResponder)],
            Actions = map.String("actions"),
            Tags = map.String("tags"),
            Note = map.String("note"),
            Priority = map.String("priority"),
            UpdateAlerts = map.Bool("update_alerts", false),
        };
        map.RejectUnknown();
        return config;
    }

    private static OpsGenieResponder ReadResponder(YamlMap map)
    {
        var responder = new OpsGenieResponder(map.String("id"), map.String("name"), map.String("username"), map.String("type"));
        map.RejectUnknown();
        if (responder.Id.Length + responder.Name.Length + responder.Username.Length == 0)
            map.Error($"opsGenieConfig responder {Shown(responder)} has to have at least one of id, username or name specified");
        bool template = responder.Type.Contains("{{", StringComparison.Ordinal);
        if (!template && !Types.Contains(responder.Type.ToLowerInvariant()))
            map.Error($"opsGenieConfig responder {Shown(responder)} type does not match valid options ^(team|teams|user|escalation|schedule)$");
        return responder;
    }

    private static string Shown(OpsGenieResponder responder) => $"{{{responder.Id} {responder.Name} {responder.Username} {responder.Type}}}";
}
