using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Alertmanager;

namespace Tocsin.Contracts.Tests.Alertmanager;

/// <summary>What amtool says of entries that lack something, or have it twice: the texts are its own, since people search for them.</summary>
public sealed class ReceiverErrorTests
{
    [Theory]
    [InlineData("telegram_configs: [{bot_token: a, chat_id: 0}]", "missing chat_id or chat_id_file on telegram_config")]
    [InlineData("telegram_configs: [{bot_token: a}]", "missing chat_id or chat_id_file on telegram_config")]
    [InlineData("pushover_configs: [{user_key: a}]", "one of token or token_file must be configured")]
    [InlineData("pushover_configs: [{token: a, user_key: b, user_key_file: c}]", "at most one of user_key & user_key_file must be configured")]
    [InlineData("pushover_configs: [{token: a, token_file: c, user_key: b}]", "at most one of token & token_file must be configured")]
    [InlineData("pushover_configs: [{token: a}]", "one of user_key or user_key_file must be configured")]
    [InlineData("pushover_configs: [{user_key: a, token: b, html: true, monospace: true}]", "at most one of monospace & html must be configured")]
    [InlineData("discord_configs: [{}]", "one of webhook_url or webhook_url_file must be configured")]
    [InlineData("discord_configs: [{webhook_url: \"http://a\", webhook_url_file: b}]", "at most one of webhook_url & webhook_url_file must be configured")]
    [InlineData("msteams_configs: [{}]", "one of webhook_url or webhook_url_file must be configured")]
    [InlineData("msteams_configs: [{webhook_url: \"http://a\", webhook_url_file: b}]", "at most one of webhook_url & webhook_url_file must be configured")]
    [InlineData("msteamsv2_configs: [{}]", "one of webhook_url or webhook_url_file must be configured")]
    [InlineData("msteamsv2_configs: [{webhook_url: \"http://a\", webhook_url_file: b}]", "at most one of webhook_url & webhook_url_file must be configured")]
    [InlineData("webex_configs: [{room_id: x}]", "missing webex_configs.http_config.authorization")]
    [InlineData("webex_configs: [{http_config: {authorization: {credentials: a}}}]", "missing room_id on webex_config")]
    [InlineData("jira_configs: [{project: a, issue_type: b}]", "no global Jira Cloud URL set")]
    [InlineData("jira_configs: [{api_url: \"http://a\", issue_type: b}]", "missing project in jira_config")]
    [InlineData("jira_configs: [{api_url: \"http://a\", project: b}]", "missing issue_type in jira_config")]
    [InlineData("jira_configs: [{api_url: \"http://a\", issue_type: b, project: x, api_type: y}]", "unknown api_type on jira_config, must be auto, cloud or datacenter")]
    [InlineData("incidentio_configs: [{}]", "one of url or url_file must be configured")]
    [InlineData("incidentio_configs: [{url: \"http://a\"}]", "")]
    [InlineData("incidentio_configs: [{url: \"http://a\", url_file: b}]", "at most one of url & url_file must be configured")]
    [InlineData("incidentio_configs: [{url: \"http://a\", http_config: {basic_auth: {username: a}}}]", "at least one of alert_source_token, alert_source_token_file or http_config.authorization must be configured")]
    [InlineData("incidentio_configs: [{url: \"http://a\", http_config: {follow_redirects: true}}]", "at least one of alert_source_token, alert_source_token_file or http_config.authorization must be configured")]
    [InlineData("incidentio_configs: [{url: \"http://a\", alert_source_token: x, alert_source_token_file: b}]", "at most one of alert_source_token & alert_source_token_file must be configured")]
    [InlineData("incidentio_configs: [{url: \"http://a\", alert_source_token: x, http_config: {authorization: {credentials: a}}}]", "cannot specify alert_source_token or alert_source_token_file when using http_config.authorization")]
    [InlineData("pagerduty_configs: [{}]", "missing service or routing key in PagerDuty config")]
    [InlineData("pagerduty_configs: [{routing_key: a, routing_key_file: b}]", "at most one of routing_key & routing_key_file must be configured")]
    [InlineData("pagerduty_configs: [{service_key: a, service_key_file: b}]", "at most one of service_key & service_key_file must be configured")]
    [InlineData("opsgenie_configs: [{api_key: a, responders: [{type: team}]}]", "opsGenieConfig responder {   team} has to have at least one of id, username or name specified")]
    [InlineData("opsgenie_configs: [{api_key: a, responders: [{name: x, type: foo}]}]", "opsGenieConfig responder { x  foo} type does not match valid options ^(team|teams|user|escalation|schedule)$")]
    [InlineData("opsgenie_configs: [{api_key: a, api_key_file: b}]", "at most one of api_key & api_key_file must be configured")]
    [InlineData("victorops_configs: [{api_key: a}]", "missing Routing key in VictorOps config")]
    [InlineData("victorops_configs: [{api_key: a, routing_key: b, custom_fields: {entity_id: x}}]", "victorOps config contains custom field entity_id which cannot be used as it conflicts with the fixed/static fields")]
    [InlineData("victorops_configs: [{api_key: a, api_key_file: x, routing_key: b}]", "at most one of api_key & api_key_file must be configured")]
    [InlineData("wechat_configs: [{api_secret: a}]", "no global Wechat CorpID set")]
    [InlineData("wechat_configs: [{api_secret: a, corp_id: b, message_type: x}]", "weChat message type \"x\" does not match valid options ^(text|markdown)$")]
    [InlineData("wechat_configs: [{api_secret: a, api_secret_file: c, corp_id: b}]", "at most one of api_secret & api_secret_file must be configured")]
    [InlineData("sns_configs: [{topic_arn: a, sigv4: {access_key: b}}]", "must provide a AWS SigV4 Access key and Secret Key if credentials are specified in the SigV4 config")]
    [InlineData("sns_configs: [{topic_arn: a, phone_number: a}]", "must provide either a Target ARN, Topic ARN, or Phone Number for SNS config")]
    [InlineData("rocketchat_configs: [{token: a, token_file: b, token_id: x}]", "at most one of token & token_file must be configured")]
    [InlineData("rocketchat_configs: [{token: a, token_id: x, token_id_file: y}]", "at most one of token_id & token_id_file must be configured")]
    [InlineData("mattermost_configs: [{webhook_url: \"http://a\", webhook_url_file: b}]", "at most one of webhook_url & webhook_url_file must be configured")]
    [InlineData("mattermost_configs: [{webhook_url: \"http://a\", fields: [{title: a}]}]", "missing value in Mattermost field configuration")]
    [InlineData("mattermost_configs: [{webhook_url: \"http://a\", fields: [{value: a}]}]", "missing title in Mattermost field configuration")]
    [InlineData("mattermost_configs: [{webhook_url: \"http://a\", attachments: [{fields: [{title: a}]}]}]", "missing value in Mattermost field configuration")]
    [InlineData("telegram_configs: [{bot_token: a, chat_id: 1, parse_mode: X}]", "unknown parse_mode on telegram_config, must be Markdown, MarkdownV2, HTML or empty string")]
    [InlineData("telegram_configs: [{bot_token: a, chat_id: 1, chat_id_file: X}]", "at most one of chat_id & chat_id_file must be configured")]
    [InlineData("telegram_configs: [{bot_token: a, bot_token_file: s, chat_id: 1}]", "at most one of bot_token & bot_token_file must be configured")]
    [InlineData("email_configs: [{to: a@b, from: a@b, smarthost: 'a:25', threading: {enabled: true, thread_by_date: x}}]", "threading.thread_by_date must be either 'none' or 'daily'")]
    [InlineData("slack_configs: [{api_url: \"http://a\", api_url_file: b}]", "at most one of api_url & api_url_file must be configured")]
    [InlineData("slack_configs: [{app_token: a, app_token_file: b}]", "at most one of app_token & app_token_file must be configured")]
    [InlineData("slack_configs: [{api_url: \"http://a\", fields: [{title: a}]}]", "missing value in Slack field configuration")]
    [InlineData("slack_configs: [{api_url: \"http://a\", actions: [{type: a, text: b}]}]", "missing name or url in Slack action configuration")]
    [InlineData("webhook_configs: [{}]", "one of url or url_file must be configured")]
    [InlineData("webhook_configs: [{url: \"http://a\", url_file: b}]", "at most one of url & url_file must be configured")]
    public void An_entry_is_refused_in_amtools_words(string entry, string error)
    {
        ConfigProblems problems = Parse(entry, strict: true).Problems;
        if (error.Length == 0) Assert.Empty(problems.Errors);
        else Assert.Contains(problems.Errors, problem => error.Contains(problem.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("pagerduty_configs: [{routing_key_env: PD_KEY}]")]
    [InlineData("slack_configs: [{api_url_env: SLACK_URL, blocks: default, honor_retry_after: false}]")]
    [InlineData("slack_configs: [{app_token_env: SLACK_TOKEN, thread_replies: true}]")]
    [InlineData("amqp_configs: [{url: 'amqp://u:p@127.0.0.1:5672/', routing_key: alerts}]")]
    [InlineData("inbox_configs: [{}]")]
    public void What_is_ours_loads_and_is_refused_when_only_upstream_counts(string entry)
    {
        Assert.Empty(Parse(entry, strict: false).Problems.Errors);
        Assert.NotEmpty(Parse(entry, strict: true).Problems.Errors);
    }

    [Theory]
    [InlineData("amqp_configs: [{url: 'http://a', routing_key: q}]", "the url must begin with amqp:// or amqps://")]
    [InlineData("amqp_configs: [{url: 'amqp://a'}]", "one of exchange or routing_key must be configured")]
    [InlineData("amqp_configs: [{routing_key: q}]", "one of url, url_file or url_env must be configured")]
    [InlineData("slack_configs: [{api_url: 'http://a', thread_replies: true}]", "thread_replies needs a bot")]
    [InlineData("slack_configs: [{app_token: a, thread_replies: true, update_message: true}]", "at most one of thread_replies & update_message must be configured")]
    [InlineData("slack_configs: [{api_url: 'http://a', api_url_env: A}]", "at most one of api_url, api_url_file & api_url_env must be configured")]
    public void What_is_ours_is_checked_too(string entry, string error) =>
        Assert.Contains(Parse(entry, strict: false).Problems.Errors, problem => problem.Message == error);

    [Fact]
    public void The_configuration_is_shown_without_what_only_we_have()
    {
        const string Entry = "slack_configs: [{api_url_env: SLACK_URL, blocks: default, http_config: {deny_networks: [private]}}]\n  "
            + "email_configs: [{to: a@b, from: a@b, smarthost: 'a:25', auth_username: u, reject_permanent_errors: true, auth_oauth2: {client_id: hunter2, token_url: 'http://x/'}}]\n  "
            + "amqp_configs: [{url: 'amqp://u:hunter2@h/', routing_key: q}]";
        string shown = Parse(Entry, strict: false).Config!.Original;
        Assert.Contains("api_url: <secret>", shown);
        foreach (string ours in (string[])["_env", "blocks", "deny_networks", "auth_oauth2", "reject_permanent_errors", "hunter2", "amqp:"])
            Assert.DoesNotContain(ours, shown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_is_never_in_an_error()
    {
        string said = string.Join("; ", Parse("victorops_configs: [{api_key: hunter2, api_key_file: x}]", strict: true).Problems.Errors)
            + string.Join("; ", Parse("discord_configs: [{webhook_url: 'ftp://hunter2'}]", strict: true).Problems.Errors)
            + string.Join("; ", Parse("amqp_configs: [{url: 'http://hunter2'}]", strict: false).Problems.Errors);
        Assert.DoesNotContain("hunter2", said, StringComparison.Ordinal);
    }

    private static (AlertmanagerConfig? Config, ConfigProblems Problems) Parse(string entry, bool strict)
    {
        var problems = new ConfigProblems();
        string yaml = $"route: {{receiver: a}}\nreceivers:\n- name: a\n  {entry}\n";
        return (AlertmanagerConfigLoader.Parse("am.yml", yaml, new AlertmanagerConfigOptions { Strict = strict }, problems), problems);
    }
}
