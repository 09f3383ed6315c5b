namespace Tocsin.Templating.Bench;

/// <summary>The built-in texts that a receiver renders for one notification.</summary>
internal static class Bodies
{
    private static readonly string[] Slack =
        [.. new[] { "title", "titlelink", "pretext", "text", "fallback", "footer", "username", "color", "iconemoji", "iconurl", "callbackid" }
            .Select(part => Call($"slack.default.{part}"))];

    private static readonly string[] Lists =
        [.. new[]
        {
            "opsgenie.default.description", "victorops.default.state_message", "pushover.default.message", "sns.default.message",
            "wechat.default.message", "telegram.default.message", "discord.default.message", "msteams.default.text", "jira.default.description",
            "mattermost.default.text",
        }.Select(Call)];

    /// <summary>A webhook's default body is the data itself: it has no template.</summary>
    public static IEnumerable<(string Name, string[] Text, string[] Html)> All =>
    [
        ("nothing (making the data)", [], []),
        ("slack", Slack, []),
        ("email html", [], [Call("email.default.html")]),
        ("slack, email, webhook", [.. Slack, Call("email.default.subject")], [Call("email.default.html")]),
        ("ten other receivers' alert lists", Lists, []),
    ];

    private static string Call(string name) => $"{{{{ template \"{name}\" . }}}}";
}
