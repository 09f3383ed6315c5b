using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>Entries of <c>slack_configs</c>.</summary>
internal static class SlackReader
{
    private static readonly SlackConfig Defaults = new() { ApiUrl = SecretSource.Of("") };

    public static SlackConfig Read(YamlMap map, GlobalConfig global, LoadContext context)
    {
        SlackConfig config = ReadTexts(map) with
        {
            SendResolved = map.Bool("send_resolved", false),
            Http = HttpClientReader.ReadBlock(map, context.Http, global.Http),
            Fields = [.. map.List("fields").Select(value => value.AsMap()).OfType<YamlMap>().Select(ReadField)],
            ShortFields = map.Bool("short_fields", false),
            LinkNames = map.Bool("link_names", false),
            MrkdwnIn = map.Take("mrkdwn_in") is { IsNull: false } list ? list.AsStrings() : null,
            Actions = [.. map.List("actions").Select(value => value.AsMap()).OfType<YamlMap>().Select(ReadAction)],
            UpdateMessage = map.Bool("update_message", false),
            Timeout = WebhookReader.ReadTimeout(map),
        };
        if (!context.Options.Strict) config = ReadOurs(map, config);
        config = Address(map, config, global.Slack, context);
        map.RejectUnknown();
        return config;
    }

    private static SlackConfig ReadOurs(YamlMap map, SlackConfig config)
    {
        string blocks = map.String("blocks");
        return config with
        {
            ThreadReplies = map.Bool("thread_replies", false),
            HonorRetryAfter = map.Bool("honor_retry_after", true),
            Blocks = blocks == "default" ? "{{ template \"tocsin.slack.blocks.scriban\" . }}" : blocks,
            BlocksText = map.String("blocks_text", blocks == "default" ? "{{ template \"tocsin.slack.fallback.scriban\" . }}" : Defaults.BlocksText),
        };
    }

    private static SlackConfig ReadTexts(YamlMap map) => Defaults with
    {
        Channel = map.String("channel"),
        Username = map.String("username", Defaults.Username),
        Color = map.String("color", Defaults.Color),
        Title = map.String("title", Defaults.Title),
        TitleLink = map.String("title_link", Defaults.TitleLink),
        Pretext = map.String("pretext", Defaults.Pretext),
        Text = map.String("text", Defaults.Text),
        MessageText = map.String("message_text"),
        Footer = map.String("footer", Defaults.Footer),
        Fallback = map.String("fallback", Defaults.Fallback),
        CallbackId = map.String("callback_id", Defaults.CallbackId),
        IconEmoji = map.String("icon_emoji", Defaults.IconEmoji),
        IconUrl = map.String("icon_url", Defaults.IconUrl),
        ImageUrl = map.String("image_url"),
        ThumbUrl = map.String("thumb_url"),
    };

    // Where to post and with which token: the entry's own, else the global ones as a whole.
    private static SlackConfig Address(YamlMap map, SlackConfig config, GlobalSlackConfig global, LoadContext context)
    {
        SecretSource? url = ReceiverSecrets.Url(map, "api_url", context), token = ReceiverSecrets.Pair(map, "app_token", context);
        string appUrl = UrlReader.Read(map, "app_url", global.AppUrl);
        if (url is not null && token is not null && url.Value?.Reveal != appUrl)
            map.Error("at most one of api_url/api_url_file & app_token/app_token_file must be configured");
        if (token is not null && config.Http.Authorization is not null) map.Error("http authorization can't be set when using Slack App tokens");
        // An entry with its own authorization header brings its token that way, the one way there was before app_token.
        if (url is null && token is null)
            (url, token) = (global.ApiUrl ?? (global.AppToken is null ? null : SecretSource.Of(appUrl)), config.Http.Authorization is null ? global.AppToken : null);
        if (url is null && token is null) map.Error("no global Slack API URL nor App token set either inline or in a file");
        if (token is not null)
        {
            url = SecretSource.Of(appUrl);
        }
        if (config.UpdateMessage && url?.Value?.Reveal != GlobalSlackConfig.DefaultAppUrl)
            map.Error($"update_message can only be used with bot tokens. api_url must be set to {GlobalSlackConfig.DefaultAppUrl}");
        if (config.ThreadReplies && config.UpdateMessage) map.Error("at most one of thread_replies & update_message must be configured");
        if (config.ThreadReplies && token is null && config.Http.Authorization is null)
            map.Error("thread_replies needs a bot", "set app_token: an incoming webhook does not say which message it posted");
        return config with { ApiUrl = url ?? config.ApiUrl, AppToken = token };
    }

    private static SlackField ReadField(YamlMap map)
    {
        var field = new SlackField(map.String("title"), map.String("value"), EmailReader.OptionalBool(map, "short"));
        map.RejectUnknown();
        if (field.Title.Length == 0) map.Error("missing title in Slack field configuration");
        if (field.Value.Length == 0) map.Error("missing value in Slack field configuration");
        return field;
    }

    private static SlackAction ReadAction(YamlMap map)
    {
        var action = new SlackAction
        {
            Type = map.String("type"),
            Text = map.String("text"),
            Url = map.String("url"),
            Style = map.String("style"),
            Name = map.String("name"),
            Value = map.String("value"),
            Confirm = map.Take("confirm") is { IsNull: false } question && question.AsMap() is { } confirm ? ReadConfirmation(confirm) : null,
        };
        map.RejectUnknown();
        if (action.Type.Length == 0) map.Error("missing type in Slack action configuration");
        if (action.Text.Length == 0) map.Error("missing text in Slack action configuration");
        if (action.Url.Length == 0 && action.Name.Length == 0) map.Error("missing name or url in Slack action configuration");
        // A link asks nobody back: what belongs to a question is left out.
        return action.Url.Length == 0 ? action : action with { Name = "", Value = "", Confirm = null };
    }

    private static SlackConfirmation ReadConfirmation(YamlMap map)
    {
        var confirm = new SlackConfirmation(map.String("text"), map.String("title"), map.String("ok_text"), map.String("dismiss_text"));
        map.RejectUnknown();
        if (confirm.Text.Length == 0) map.Error("missing text in Slack confirmation configuration");
        return confirm;
    }
}
