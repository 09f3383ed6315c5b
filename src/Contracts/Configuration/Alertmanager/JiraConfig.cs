using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>An entry of <c>jira_configs</c>. All texts are templates but the names of transitions and resolutions.</summary>
public sealed record JiraConfig : IntegrationConfig
{
    public override string Kind => "jira";

    public HttpClientConfig Http { get; init; } = HttpClientConfig.Default;

    public required string ApiUrl { get; init; }

    /// <summary><c>auto</c>, <c>cloud</c> or <c>datacenter</c>.</summary>
    public string ApiType { get; init; } = "auto";

    public string Project { get; init; } = "";

    public string IssueType { get; init; } = "";

    public JiraText Summary { get; init; } = new("{{ template \"jira.default.summary\" . }}", true);

    public JiraText Description { get; init; } = new("{{ template \"jira.default.description\" . }}", true);

    public IReadOnlyList<string> Labels { get; init; } = [];

    public string Priority { get; init; } = "{{ template \"jira.default.priority\" . }}";

    public string ReopenTransition { get; init; } = "";

    public string ResolveTransition { get; init; } = "";

    public string WontFixResolution { get; init; } = "";

    /// <summary>How long a closed issue may be opened again.</summary>
    public TimeSpan ReopenDuration { get; init; }

    public PayloadMap Fields { get; init; } = new([]);
}

/// <param name="EnableUpdate">Whether an issue that is there already gets the new text.</param>
public sealed record JiraText(string Template, bool EnableUpdate);

/// <summary>Entries of <c>jira_configs</c>.</summary>
internal static class JiraReader
{
    private static readonly JiraConfig Defaults = new() { ApiUrl = "" };

    public static JiraConfig Read(YamlMap map, GlobalConfig global, LoadContext context)
    {
        string type = map.String("api_type", Defaults.ApiType);
        var config = new JiraConfig
        {
            SendResolved = map.Bool("send_resolved", true),
            Http = HttpClientReader.ReadBlock(map, context.Http, global.Http),
            ApiUrl = UrlReader.Read(map, "api_url", global.Services.JiraUrl),
            ApiType = type,
            Project = map.String("project"),
            IssueType = map.String("issue_type"),
            Summary = ReadText(map, "summary", Defaults.Summary),
            Description = ReadText(map, "description", Defaults.Description),
            Labels = map.Strings("labels"),
            Priority = map.String("priority", Defaults.Priority),
            ReopenTransition = map.String("reopen_transition"),
            ResolveTransition = map.String("resolve_transition"),
            WontFixResolution = map.String("wont_fix_resolution"),
            ReopenDuration = map.Duration("reopen_duration", TimeSpan.Zero),
            Fields = map.Take("fields") is { IsNull: false } fields && PayloadReader.Read(fields) is PayloadMap written ? written : Defaults.Fields,
        };
        map.RejectUnknown();
        if (config.ApiUrl.Length == 0) map.Error("no global Jira Cloud URL set", "set api_url here or jira_api_url under global");
        if (config.Project.Length == 0) map.Error("missing project in jira_config");
        if (config.IssueType.Length == 0) map.Error("missing issue_type in jira_config");
        if (type is not ("auto" or "cloud" or "datacenter")) map.Take("api_type")!.Error("unknown api_type on jira_config, must be auto, cloud or datacenter");
        return config;
    }

    private static JiraText ReadText(YamlMap owner, string key, JiraText fallback)
    {
        if (owner.Take(key) is not { IsNull: false } value) return fallback;
        if (!value.IsMap || value.AsMap() is not { } map) return fallback with { Template = value.AsString() };
        var text = new JiraText(map.String("template", fallback.Template), map.Bool("enable_update", true));
        map.RejectUnknown();
        return text;
    }
}
