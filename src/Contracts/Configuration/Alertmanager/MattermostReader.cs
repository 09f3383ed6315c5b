using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>Entries of <c>mattermost_configs</c>.</summary>
internal static class MattermostReader
{
    private static readonly MattermostConfig Defaults = new() { WebhookUrl = SecretSource.Of("") };
    private static readonly MattermostAttachment Attachment = new();

    private static readonly MattermostAttachment Bare =
        new() { Fallback = "", Color = "", Text = "", Title = "", TitleLink = "" };

    public static MattermostConfig Read(YamlMap map, GlobalConfig global, LoadContext context)
    {
        SecretSource? url = ReceiverSecrets.Url(map, "webhook_url", context) ?? global.Services.MattermostUrl;
        // Written attachments stand for themselves; without any, the entry's own keys are the only one, with its defaults.
        MattermostAttachment flat = ReadAttachment(map, Attachment);
        List<MattermostAttachment> written = [.. map.List("attachments").Select(value => value.AsMap()).OfType<YamlMap>().Select(ReadWritten)];
        var config = new MattermostConfig
        {
            SendResolved = map.Bool("send_resolved", true),
            Http = HttpClientReader.ReadBlock(map, context.Http, global.Http),
            WebhookUrl = ReceiverSecrets.Required(url, map, "webhook_url", "missing webhook_url or webhook_url_file on mattermost_config"),
            Channel = map.String("channel"),
            Username = map.String("username", Defaults.Username),
            Text = written.Count > 0 ? flat.Text : "",
            IconUrl = map.String("icon_url"),
            IconEmoji = map.String("icon_emoji"),
            Attachments = written.Count > 0 ? written : [flat],
            Type = map.String("type"),
            Card = ReadCard(map),
            Priority = ReadPriority(map),
        };
        map.RejectUnknown();
        return config;
    }

    private static MattermostAttachment ReadWritten(YamlMap map)
    {
        MattermostAttachment attachment = ReadAttachment(map, Bare);
        map.RejectUnknown();
        return attachment;
    }

    private static MattermostAttachment ReadAttachment(YamlMap map, MattermostAttachment defaults) => new()
    {
        Fallback = map.String("fallback", defaults.Fallback),
        Color = map.String("color", defaults.Color),
        Pretext = map.String("pretext"),
        Text = map.String("text", defaults.Text),
        AuthorName = map.String("author_name"),
        AuthorLink = map.String("author_link"),
        AuthorIcon = map.String("author_icon"),
        Title = map.String("title", defaults.Title),
        TitleLink = map.String("title_link", defaults.TitleLink),
        Fields = [.. map.List("fields").Select(value => value.AsMap()).OfType<YamlMap>().Select(ReadField)],
        ThumbUrl = map.String("thumb_url"),
        Footer = map.String("footer"),
        FooterIcon = map.String("footer_icon"),
        ImageUrl = map.String("image_url"),
    };

    private static SlackField ReadField(YamlMap map)
    {
        var field = new SlackField(map.String("title"), map.String("value"), EmailReader.OptionalBool(map, "short"));
        map.RejectUnknown();
        if (field.Title.Length == 0) map.Error("missing title in Mattermost field configuration");
        if (field.Value.Length == 0) map.Error("missing value in Mattermost field configuration");
        return field;
    }

    private static string ReadCard(YamlMap owner)
    {
        if (owner.Map("props") is not { } map) return "";
        string card = map.String("card");
        map.RejectUnknown();
        return card;
    }

    private static MattermostPriority? ReadPriority(YamlMap owner)
    {
        if (owner.Map("priority") is not { } map) return null;
        var priority = new MattermostPriority(map.String("priority"), map.Bool("requested_ack", false), map.Bool("persistent_notifications", false));
        map.RejectUnknown();
        return priority.Level.Length > 0 ? priority : null;
    }
}
