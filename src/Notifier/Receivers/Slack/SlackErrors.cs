namespace Tocsin.Notifier.Receivers.Slack;

/// <summary>What a person can do about the errors that Slack documents for posting and changing messages.</summary>
internal static class SlackErrors
{
    /// <summary>Null for what explains itself.</summary>
    public static string? Advice(string error) => error switch
    {
        "invalid_auth" or "not_authed" or "token_revoked" or "token_expired" or "account_inactive" => "make a new bot token and put it into app_token",
        "missing_scope" or "no_permission" => "give the app the scope chat:write, and chat:write.public or chat:write.customize where used, then reinstall it",
        "channel_not_found" or "channel_is_archived" or "is_archived" => "check channel: name, id, or whether it was archived",
        "not_in_channel" => "invite the app to the channel, or give it the scope chat:write.public",
        "no_service" or "no_service_id" or "no_team" or "team_disabled" => "the webhook is gone: make a new one and put it into api_url",
        "invalid_token" or "action_prohibited" or "posting_to_general_channel_denied" => "the workspace does not allow this webhook to post there",
        "invalid_blocks" or "invalid_blocks_format" => "the layout in blocks is not what Slack takes: try it in Slack's Block Kit Builder",
        "invalid_payload" or "invalid_attachments" or "no_text" or "msg_too_long" or "too_many_attachments" => "check the templates of this receiver: the message is empty, too long or not as Slack takes it",
        "message_not_found" or "cant_update_message" or "edit_window_closed" => "the first message cannot be changed any more: it was deleted, or is not this app's",
        "ratelimited" or "rate_limited" => "fewer messages: group by fewer labels, or raise group_interval",
        _ => null,
    };
}
