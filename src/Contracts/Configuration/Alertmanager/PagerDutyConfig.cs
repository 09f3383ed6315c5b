using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>An entry of <c>pagerduty_configs</c>. All texts are templates, the keys too.</summary>
public sealed record PagerDutyConfig : IntegrationConfig
{
    public override string Kind => "pagerduty";

    public HttpClientConfig Http { get; init; } = HttpClientConfig.Default;

    /// <summary>For version 2 of the events API; null when <see cref="ServiceKey"/> is given.</summary>
    public SecretSource? RoutingKey { get; init; }

    /// <summary>For version 1, whose address is fixed.</summary>
    public SecretSource? ServiceKey { get; init; }

    /// <summary>Where version 2 is.</summary>
    public required string Url { get; init; }

    public string Client { get; init; } = "{{ template \"pagerduty.default.client\" . }}";

    public string ClientUrl { get; init; } = "{{ template \"pagerduty.default.clientURL\" . }}";

    public string Description { get; init; } = "{{ template \"pagerduty.default.description\" .}}";

    /// <summary>As written, with the default entries that were not.</summary>
    public PayloadMap Details { get; init; } = new([]);

    public IReadOnlyList<PagerDutyImage> Images { get; init; } = [];

    public IReadOnlyList<PagerDutyLink> Links { get; init; } = [];

    /// <summary>Empty: as the client.</summary>
    public string Source { get; init; } = "";

    public string Severity { get; init; } = "error";

    public string Class { get; init; } = "";

    public string Component { get; init; } = "";

    public string Group { get; init; } = "";

    /// <summary>Bounds one attempt; zero is no bound of its own.</summary>
    public TimeSpan Timeout { get; init; }
}

public sealed record PagerDutyImage(string Src, string Alt, string Href);

public sealed record PagerDutyLink(string Href, string Text);

/// <summary>Entries of <c>pagerduty_configs</c>.</summary>
internal static class PagerDutyReader
{
    private static readonly PagerDutyConfig Defaults = new() { Url = "" };

    private static readonly KeyValuePair<string, PayloadNode>[] DefaultDetails =
    [
        new("firing", new PayloadText("{{ .Alerts.Firing | toJson }}")),
        new("resolved", new PayloadText("{{ .Alerts.Resolved | toJson }}")),
        new("num_firing", new PayloadText("{{ .Alerts.Firing | len }}")),
        new("num_resolved", new PayloadText("{{ .Alerts.Resolved | len }}")),
    ];

    public static PagerDutyConfig Read(YamlMap map, GlobalConfig global, LoadContext context)
    {
        var config = new PagerDutyConfig
        {
            SendResolved = map.Bool("send_resolved", true),
            Http = HttpClientReader.ReadBlock(map, context.Http, global.Http),
            RoutingKey = ReceiverSecrets.Pair(map, "routing_key", context),
            ServiceKey = ReceiverSecrets.Pair(map, "service_key", context),
            Url = UrlReader.Read(map, "url", global.Services.PagerDutyUrl),
            Client = map.String("client", Defaults.Client),
            ClientUrl = map.String("client_url", Defaults.ClientUrl),
            Description = map.String("description", Defaults.Description),
            Details = ReadDetails(map),
            Images = [.. map.List("images").Select(value => value.AsMap()).OfType<YamlMap>().Select(ReadImage)],
            Links = [.. map.List("links").Select(value => value.AsMap()).OfType<YamlMap>().Select(ReadLink)],
            Source = map.String("source"),
            Severity = map.String("severity") is { Length: > 0 } severity ? severity : Defaults.Severity,
            Class = map.String("class"),
            Component = map.String("component"),
            Group = map.String("group"),
            Timeout = WebhookReader.ReadTimeout(map),
        };
        map.RejectUnknown();
        if (!ReceiverSecrets.IsGiven(map, "routing_key") && !ReceiverSecrets.IsGiven(map, "service_key")) map.Error("missing service or routing key in PagerDuty config");
        return config;
    }

    private static PayloadMap ReadDetails(YamlMap map)
    {
        IReadOnlyList<KeyValuePair<string, PayloadNode>> own = map.Take("details") is { IsNull: false } value && PayloadReader.Read(value) is PayloadMap written ? written.Entries : [];
        return new PayloadMap([.. own, .. DefaultDetails.Where(entry => own.All(given => given.Key != entry.Key))]);
    }

    private static PagerDutyImage ReadImage(YamlMap map)
    {
        var image = new PagerDutyImage(map.String("src"), map.String("alt"), map.String("href"));
        map.RejectUnknown();
        return image;
    }

    private static PagerDutyLink ReadLink(YamlMap map)
    {
        var link = new PagerDutyLink(map.String("href"), map.String("text"));
        map.RejectUnknown();
        return link;
    }
}
