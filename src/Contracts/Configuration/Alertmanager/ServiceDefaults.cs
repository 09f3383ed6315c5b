using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>What <c>global:</c> has for the receivers of single services; null where nothing is given.</summary>
public sealed record ServiceDefaults
{
    public string PagerDutyUrl { get; init; } = "https://events.pagerduty.com/v2/enqueue";

    public string OpsGenieUrl { get; init; } = "https://api.opsgenie.com/";

    public SecretSource? OpsGenieKey { get; init; }

    public string VictorOpsUrl { get; init; } = "https://alert.victorops.com/integrations/generic/20131114/alert/";

    public SecretSource? VictorOpsKey { get; init; }

    public string WeChatUrl { get; init; } = "https://qyapi.weixin.qq.com/cgi-bin/";

    public SecretSource? WeChatSecret { get; init; }

    public string WeChatCorpId { get; init; } = "";

    public string TelegramUrl { get; init; } = "https://api.telegram.org";

    public SecretSource? TelegramToken { get; init; }

    public string WebexUrl { get; init; } = "https://webexapis.com/v1/messages";

    public string RocketChatUrl { get; init; } = "https://open.rocket.chat/";

    public SecretSource? RocketChatToken { get; init; }

    public SecretSource? RocketChatTokenId { get; init; }

    public SecretSource? MattermostUrl { get; init; }

    /// <summary>Empty: none.</summary>
    public string JiraUrl { get; init; } = "";
}

/// <summary>Reads the keys of <c>global:</c> that are one service's.</summary>
internal static class ServiceDefaultsReader
{
    private static readonly ServiceDefaults Defaults = new();

    public static ServiceDefaults Read(YamlMap map, LoadContext context) => new()
    {
        PagerDutyUrl = UrlReader.Read(map, "pagerduty_url", Defaults.PagerDutyUrl),
        OpsGenieUrl = UrlReader.Read(map, "opsgenie_api_url", Defaults.OpsGenieUrl),
        OpsGenieKey = ReceiverSecrets.Pair(map, "opsgenie_api_key", context),
        VictorOpsUrl = UrlReader.Read(map, "victorops_api_url", Defaults.VictorOpsUrl),
        VictorOpsKey = ReceiverSecrets.Pair(map, "victorops_api_key", context),
        WeChatUrl = UrlReader.Read(map, "wechat_api_url", Defaults.WeChatUrl),
        WeChatSecret = ReceiverSecrets.Pair(map, "wechat_api_secret", context),
        WeChatCorpId = map.String("wechat_api_corp_id"),
        TelegramUrl = UrlReader.Read(map, "telegram_api_url", Defaults.TelegramUrl),
        TelegramToken = ReceiverSecrets.Pair(map, "telegram_bot_token", context),
        WebexUrl = UrlReader.Read(map, "webex_api_url", Defaults.WebexUrl),
        RocketChatUrl = UrlReader.Read(map, "rocketchat_api_url", Defaults.RocketChatUrl),
        RocketChatToken = ReceiverSecrets.Pair(map, "rocketchat_token", context),
        RocketChatTokenId = ReceiverSecrets.Pair(map, "rocketchat_token_id", context),
        MattermostUrl = ReceiverSecrets.Url(map, "mattermost_webhook_url", context),
        JiraUrl = UrlReader.Read(map, "jira_api_url"),
    };
}
