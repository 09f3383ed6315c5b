namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>The types of upstream that are read and checked, but not sent to yet.</summary>
internal static class ReceiverShapes
{
    public static readonly ReceiverShape[] All =
    [
        new("pagerduty", "pagerduty_configs", true,
            [
                "routing_key|routing_key_file", "service_key|service_key_file", "url", "client", "client_url", "description", "source", "severity", "class",
                "component", "group", "timeout",
            ],
            ["details", "images", "links"])
        {
            Exactly = [("routing_key|routing_key_file|service_key|service_key_file", "missing service or routing key in PagerDuty config")],
        },
        new("opsgenie", "opsgenie_configs", true,
            ["api_key|api_key_file", "api_url", "message", "description", "source", "entity", "actions", "tags", "note", "priority"],
            ["details", "responders", "update_alerts"])
        {
            Inherited = [("api_key|api_key_file", "opsgenie_api_key", "no global OpsGenie API Key set either inline or in a file")],
        },
        new("victorops", "victorops_configs", true,
            ["api_key|api_key_file", "api_url", "routing_key*", "message_type", "state_message", "entity_display_name", "monitoring_tool"],
            ["custom_fields"])
        {
            Inherited = [("api_key|api_key_file", "victorops_api_key", "no global VictorOps API Key set")],
        },
        new("pushover", "pushover_configs", true,
            ["user_key|user_key_file", "token|token_file", "title", "message", "url", "url_title", "device", "sound", "priority", "retry", "expire", "ttl"],
            ["html", "monospace"])
        {
            Exactly =
            [
                ("user_key|user_key_file", "one of user_key or user_key_file must be configured"),
                ("token|token_file", "one of token or token_file must be configured"),
            ],
        },
        new("wechat", "wechat_configs", false,
            ["api_secret|api_secret_file", "corp_id", "api_url", "message", "to_user", "to_party", "to_tag", "agent_id", "message_type"], [])
        {
            Inherited =
            [
                ("api_secret|api_secret_file", "wechat_api_secret", "no global Wechat Api Secret set either inline or in a file"),
                ("corp_id", "wechat_api_corp_id", "no global Wechat CorpID set"),
            ],
        },
        new("telegram", "telegram_configs", true,
            ["api_url", "bot_token|bot_token_file", "chat_id|chat_id_file", "message_thread_id", "message", "parse_mode"], ["disable_notifications"])
        {
            Exactly = [("chat_id|chat_id_file", "missing chat_id or chat_id_file on telegram_config")],
            Inherited = [("bot_token|bot_token_file", "telegram_bot_token", "missing bot_token or bot_token_file on telegram_config")],
        },
        new("discord", "discord_configs", true, ["webhook_url|webhook_url_file", "title", "message", "content", "username", "avatar_url"], [])
        {
            Exactly = [("webhook_url|webhook_url_file", "one of webhook_url or webhook_url_file must be configured")],
        },
        new("msteams", "msteams_configs", true, ["webhook_url|webhook_url_file", "title", "summary", "text"], [])
        {
            Exactly = [("webhook_url|webhook_url_file", "one of webhook_url or webhook_url_file must be configured")],
        },
        new("msteamsv2", "msteamsv2_configs", true, ["webhook_url|webhook_url_file", "title", "text"], [])
        {
            Exactly = [("webhook_url|webhook_url_file", "one of webhook_url or webhook_url_file must be configured")],
        },
        new("webex", "webex_configs", true, ["api_url", "room_id*", "message"], []),
        new("sns", "sns_configs", true, ["api_url", "topic_arn", "phone_number", "target_arn", "subject", "message"], ["sigv4", "attributes", "use_aws_http_client"])
        {
            Exactly = [("topic_arn|phone_number|target_arn", "must provide either a Target ARN, Topic ARN, or Phone Number for SNS config")],
        },
        new("jira", "jira_configs", true,
            ["api_url", "api_type", "project*", "issue_type*", "priority", "reopen_transition", "resolve_transition", "wont_fix_resolution", "reopen_duration"],
            ["summary", "description", "labels", "fields", "custom_fields"])
        {
            Inherited = [("api_url", "jira_api_url", "no global Jira Cloud URL set")],
        },
        new("rocketchat", "rocketchat_configs", false,
            [
                "api_url", "token|token_file", "token_id|token_id_file", "channel", "color", "title", "title_link", "text", "emoji", "icon_url", "image_url",
                "thumb_url",
            ],
            ["fields", "short_fields", "link_names", "actions"])
        {
            Inherited =
            [
                ("token|token_file", "rocketchat_token", "no global Rocketchat Token set either inline or in a file"),
                ("token_id|token_id_file", "rocketchat_token_id", "no global Rocketchat TokenID set either inline or in a file"),
            ],
        },
        new("mattermost", "mattermost_configs", true,
            [
                "webhook_url|webhook_url_file", "channel", "username", "text", "fallback", "color", "pretext", "author_name", "author_link", "author_icon", "title",
                "title_link", "thumb_url", "footer", "footer_icon", "image_url", "icon_url", "icon_emoji", "type",
            ],
            ["fields", "attachments", "props", "priority"])
        {
            Inherited = [("webhook_url|webhook_url_file", "mattermost_webhook_url", "missing webhook_url or webhook_url_file on mattermost_config")],
        },
        new("incidentio", "incidentio_configs", true, ["url|url_file", "alert_source_token|alert_source_token_file", "max_alerts", "timeout"], [])
        {
            Exactly = [("url|url_file", "one of url or url_file must be configured")],
        },
    ];
}
