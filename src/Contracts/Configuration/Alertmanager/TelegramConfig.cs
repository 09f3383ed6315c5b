using System.Globalization;
using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>An entry of <c>telegram_configs</c>.</summary>
public sealed record TelegramConfig : IntegrationConfig
{
    public override string Kind => "telegram";

    public HttpClientConfig Http { get; init; } = HttpClientConfig.Default;

    public required string ApiUrl { get; init; }

    public required SecretSource Token { get; init; }

    /// <summary>Zero when it is in a file.</summary>
    public long ChatId { get; init; }

    public string ChatIdFile { get; init; } = "";

    /// <summary>Zero: the group itself, no topic of it.</summary>
    public long MessageThreadId { get; init; }

    /// <summary>A template.</summary>
    public string Message { get; init; } = "{{ template \"telegram.default.message\" . }}";

    public bool DisableNotifications { get; init; }

    /// <summary><c>HTML</c>, <c>Markdown</c>, <c>MarkdownV2</c>, or empty for plain text.</summary>
    public string ParseMode { get; init; } = "HTML";
}

/// <summary>Entries of <c>telegram_configs</c>.</summary>
internal static class TelegramReader
{
    public static TelegramConfig Read(YamlMap map, GlobalConfig global, LoadContext context)
    {
        SecretSource? token = ReceiverSecrets.Pair(map, "bot_token", context) ?? global.Services.TelegramToken;
        string chat = map.String("chat_id"), file = map.String("chat_id_file");
        var config = new TelegramConfig
        {
            SendResolved = map.Bool("send_resolved", true),
            Http = HttpClientReader.ReadBlock(map, context.Http, global.Http),
            ApiUrl = UrlReader.Read(map, "api_url", global.Services.TelegramUrl),
            Token = ReceiverSecrets.Required(token, map, "bot_token", "missing bot_token or bot_token_file on telegram_config"),
            ChatId = chat.Length > 0 ? map.Integer("chat_id", 0) : 0,
            ChatIdFile = file,
            MessageThreadId = map.Integer("message_thread_id", 0),
            Message = map.String("message", "{{ template \"telegram.default.message\" . }}"),
            DisableNotifications = map.Bool("disable_notifications", false),
            ParseMode = map.Take("parse_mode") is { } mode ? mode.AsString() : "HTML",
        };
        map.RejectUnknown();
        bool hasChat = chat.Length > 0 && chat != 0L.ToString(CultureInfo.InvariantCulture);
        if (!hasChat && file.Length == 0) map.Error("missing chat_id or chat_id_file on telegram_config");
        if (hasChat && file.Length > 0) map.Error("at most one of chat_id & chat_id_file must be configured");
        if (config.ParseMode is not ("" or "HTML" or "Markdown" or "MarkdownV2"))
            map.Take("parse_mode")!.Error("unknown parse_mode on telegram_config, must be Markdown, MarkdownV2, HTML or empty string");
        return config;
    }
}
