using Tocsin.Contracts.Configuration.Http;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>An entry of <c>slack_configs</c>, with what <c>global:</c> gives filled in. All texts are templates.</summary>
public sealed record SlackConfig : IntegrationConfig
{
    public override string Kind => "slack";

    public HttpClientConfig Http { get; init; } = HttpClientConfig.Default;

    /// <summary>Where to post; the app URL when <see cref="AppToken"/> is given.</summary>
    public required SecretSource ApiUrl { get; init; }

    /// <summary>Sent as a bearer token; null with an incoming webhook.</summary>
    public SecretSource? AppToken { get; init; }

    public string Channel { get; init; } = "";

    public string Username { get; init; } = "{{ template \"slack.default.username\" . }}";

    public string Color { get; init; } = "{{ if eq .Status \"firing\" }}danger{{ else }}good{{ end }}";

    public string Title { get; init; } = "{{ template \"slack.default.title\" . }}";

    public string TitleLink { get; init; } = "{{ template \"slack.default.titlelink\" . }}";

    public string Pretext { get; init; } = "{{ template \"slack.default.pretext\" . }}";

    public string Text { get; init; } = "{{ template \"slack.default.text\" . }}";

    public string MessageText { get; init; } = "";

    public IReadOnlyList<SlackField> Fields { get; init; } = [];

    public bool ShortFields { get; init; }

    public string Footer { get; init; } = "{{ template \"slack.default.footer\" . }}";

    public string Fallback { get; init; } = "{{ template \"slack.default.fallback\" . }}";

    public string CallbackId { get; init; } = "{{ template \"slack.default.callbackid\" . }}";

    public string IconEmoji { get; init; } = "{{ template \"slack.default.iconemoji\" . }}";

    public string IconUrl { get; init; } = "{{ template \"slack.default.iconurl\" . }}";

    public string ImageUrl { get; init; } = "";

    public string ThumbUrl { get; init; } = "";

    public bool LinkNames { get; init; }

    /// <summary>Null: the default set.</summary>
    public IReadOnlyList<string>? MrkdwnIn { get; init; }

    public IReadOnlyList<SlackAction> Actions { get; init; } = [];

    /// <summary>Changes the first message of an incident instead of posting another.</summary>
    public bool UpdateMessage { get; init; }

    /// <summary>Ours: answers in the thread of an incident's first message. Needs a bot token.</summary>
    public bool ThreadReplies { get; init; }

    /// <summary>Ours: waits as long as Slack asks for when it answers 429; otherwise that is final, as upstream has it.</summary>
    public bool HonorRetryAfter { get; init; } = true;

    /// <summary>Ours: a template that comes to a JSON array of Block Kit blocks, which takes the place of the attachment's texts; empty for none.</summary>
    public string Blocks { get; init; } = "";

    /// <summary>Ours: what notifications and screen readers say of a message of blocks.</summary>
    public string BlocksText { get; init; } = "{{ template \"slack.default.fallback\" . }}";

    /// <summary>Bounds one attempt; zero is no bound of its own.</summary>
    public TimeSpan Timeout { get; init; }
}

/// <param name="Short">Null: as <c>short_fields</c> says.</param>
public sealed record SlackField(string Title, string Value, bool? Short);

/// <summary>A button or a menu under the message.</summary>
public sealed record SlackAction
{
    public required string Type { get; init; }

    public required string Text { get; init; }

    public string Url { get; init; } = "";

    public string Style { get; init; } = "";

    public string Name { get; init; } = "";

    public string Value { get; init; } = "";

    public SlackConfirmation? Confirm { get; init; }
}

/// <summary>The question before an action.</summary>
public sealed record SlackConfirmation(string Text, string Title, string OkText, string DismissText);
