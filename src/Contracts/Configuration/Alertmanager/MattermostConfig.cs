using Tocsin.Contracts.Configuration.Http;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>An entry of <c>mattermost_configs</c>. All texts are templates.</summary>
public sealed record MattermostConfig : IntegrationConfig
{
    public override string Kind => "mattermost";

    public HttpClientConfig Http { get; init; } = HttpClientConfig.Default;

    public required SecretSource WebhookUrl { get; init; }

    public string Channel { get; init; } = "";

    public string Username { get; init; } = "{{ template \"mattermost.default.username\" . }}";

    /// <summary>The text of the message itself, when <see cref="Attachments"/> are written.</summary>
    public string Text { get; init; } = "";

    public string IconUrl { get; init; } = "";

    public string IconEmoji { get; init; } = "";

    public IReadOnlyList<MattermostAttachment> Attachments { get; init; } = [];

    public string Type { get; init; } = "";

    /// <summary>Shown beside the message; empty for none.</summary>
    public string Card { get; init; } = "";

    public MattermostPriority? Priority { get; init; }
}

/// <summary>A block of a message.</summary>
public sealed record MattermostAttachment
{
    public string Fallback { get; init; } = "{{ template \"mattermost.default.fallback\" . }}";

    public string Color { get; init; } = "{{ template \"mattermost.default.color\" . }}";

    public string Pretext { get; init; } = "";

    public string Text { get; init; } = "{{ template \"mattermost.default.text\" . }}";

    public string AuthorName { get; init; } = "";

    public string AuthorLink { get; init; } = "";

    public string AuthorIcon { get; init; } = "";

    public string Title { get; init; } = "{{ template \"mattermost.default.title\" . }}";

    public string TitleLink { get; init; } = "{{ template \"mattermost.default.titlelink\" . }}";

    public IReadOnlyList<SlackField> Fields { get; init; } = [];

    public string ThumbUrl { get; init; } = "";

    public string Footer { get; init; } = "";

    public string FooterIcon { get; init; } = "";

    public string ImageUrl { get; init; } = "";
}

/// <param name="Level">A template; <c>urgent</c>, <c>important</c> or <c>standard</c>.</param>
public sealed record MattermostPriority(string Level, bool RequestedAck, bool PersistentNotifications);
