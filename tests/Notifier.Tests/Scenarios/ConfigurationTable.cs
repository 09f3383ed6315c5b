namespace Tocsin.Notifier.Tests.Scenarios;

/// <param name="Config">What follows <c>receivers:</c> and <c>route:</c> defaults, or a whole file where it begins with <c>=</c>.</param>
/// <param name="OursAlone">The installed Alertmanager does not know it yet.</param>
internal sealed record ConfigurationCase(string Name, string Config, bool Good, bool OursAlone = false)
{
    private const string Route = "route: {receiver: r}\n";
    private const string Receivers = "receivers: [{name: r}]\n";

    public string File => Config.StartsWith('=') ? Config[1..]
        : (Config.Contains("route:", StringComparison.Ordinal) ? "" : Route) + (Config.Contains("receivers:", StringComparison.Ordinal) ? "" : Receivers) + Config;
}

/// <summary>Configurations (K1 to K20, T7) with upstream's verdict.</summary>
internal static class ConfigurationTable
{
    private static ConfigurationCase Good(string name, string config, bool oursAlone = false) => new(name, config, true, oursAlone);

    private static ConfigurationCase Bad(string name, string config, bool oursAlone = false) => new(name, config, false, oursAlone);

    private static string Receiver(string integration) => "receivers: [{name: r, " + integration + "}]";

    private static string Interval(string spec) => "time_intervals: [{name: t, time_intervals: [" + spec + "]}]";

    public static IReadOnlyList<ConfigurationCase> All { get; } =
    [
        Good("the least there is", ""),
        Bad("K1 an empty file", "="),
        Bad("K1 no route", "=receivers: [{name: r}]"),
        Bad("K1 a key that does not exist", "routes: {}"),
        Bad("K1 a key twice", "=route: {receiver: r}\nroute: {receiver: r}\nreceivers: [{name: r}]"),
        Bad("K1 the wrong type", "route: [1]"),
        Bad("K2 no receiver at the root", "route: {group_by: [a]}"),
        Bad("K3 a receiver twice", "receivers: [{name: r}, {name: r}]"),
        Bad("K3 a receiver that is not there", "route: {receiver: other}"),
        Bad("K3 nor deep in the tree", "route: {receiver: r, routes: [{matchers: [a=b], routes: [{matchers: [c=d], receiver: other}]}]}"),
        Bad("K4 a receiver without a name", "receivers: [{name: r}, {webhook_configs: [{url: 'http://a/'}]}]"),
        Good("K4 labels of a receiver", "receivers: [{name: r, labels: {team: a, name: r}}]", oursAlone: true),
        Bad("K4 a label that says another name", "receivers: [{name: r, labels: {name: s}}]", oursAlone: true),
        Bad("K5 an interval that is not there", "route: {receiver: r, routes: [{matchers: [a=b], mute_time_intervals: [t]}]}"),
        Bad("K5 nor as an active one", "route: {receiver: r, routes: [{matchers: [a=b], active_time_intervals: [t]}]}"),
        Bad("K5 an interval without a name", "time_intervals: [{time_intervals: [{weekdays: [monday]}]}]"),
        Bad("K5 an interval twice", "time_intervals: [{name: t}, {name: t}]"),
        Bad("K5 an interval in both lists", "time_intervals: [{name: t}]\nmute_time_intervals: [{name: t}]"),
        Good("K5 both kinds", "route: {receiver: r, routes: [{matchers: [a=b], mute_time_intervals: [t], active_time_intervals: [u]}]}\ntime_intervals: [{name: t}]\nmute_time_intervals: [{name: u}]"),
        Bad("K6 a label twice", "route: {receiver: r, group_by: [a, b, a]}"),
        Bad("K6 all labels and one more", "route: {receiver: r, group_by: ['...', a]}"),
        Bad("K6 a label without a name", "route: {receiver: r, group_by: ['']}"),
        Good("K6 no labels in a child", "route: {receiver: r, group_by: [a], routes: [{matchers: [a=b], group_by: []}]}"),
        Good("K7 labels of a route", "route: {receiver: r, labels: {team: a}}", oursAlone: true),
        Bad("K7 a label of a route without a name", "route: {receiver: r, labels: {'': a}}", oursAlone: true),
        Bad("K8 the root has matchers", "route: {receiver: r, matchers: [a=b]}"),
        Bad("K8 the root has old matchers", "route: {receiver: r, match: {a: b}}"),
        Bad("K8 the root is muted", "route: {receiver: r, mute_time_intervals: [t]}\ntime_intervals: [{name: t}]"),
        Bad("K8 the root is active", "route: {receiver: r, active_time_intervals: [t]}\ntime_intervals: [{name: t}]"),
        Bad("K8 the root continues", "route: {receiver: r, continue: true}"),
        Bad("K9 no group_interval", "route: {receiver: r, group_interval: 0s}"),
        Bad("K9 no repeat_interval", "route: {receiver: r, routes: [{matchers: [a=b], repeat_interval: 0s}]}"),
        Good("K9 no group_wait", "route: {receiver: r, group_wait: 0s}"),
        Bad("K9 a Go duration where a Prometheus one belongs", "route: {receiver: r, group_wait: 1.5h}"),
        Bad("K11 a webhook that is null", Receiver("webhook_configs: [null]")),
        Bad("K11 a mail that is null", Receiver("email_configs: [null]")),
        Bad("K11 a page that is null", Receiver("pagerduty_configs: [null]")),
        Good("K12 http_config for all and for one", "global: {http_config: {basic_auth: {username: u, password: p}}}\n" + Receiver("webhook_configs: [{url: 'http://127.0.0.1:1/', http_config: {bearer_token: t}}]")),
        Bad("K12 two ways to log in", "global: {http_config: {basic_auth: {username: u, password: p}, authorization: {credentials: c}}}"),
        Bad("K12 a password and its file", "global: {http_config: {basic_auth: {username: u, password: p, password_file: f}}}"),
        Bad("K12 a proxy that is none", "global: {http_config: {no_proxy: a}}"),
        Good("K13 mail with what global says", "global: {smtp_from: a@example.org, smtp_smarthost: 'localhost:25', smtp_hello: me}\n" + Receiver("email_configs: [{to: b@example.org}]")),
        Good("K13 mail by itself", Receiver("email_configs: [{to: b@example.org, from: a@example.org, smarthost: 'localhost:25', hello: me}]")),
        Bad("K13 mail without a server", "global: {smtp_from: a@example.org}\n" + Receiver("email_configs: [{to: b@example.org}]")),
        Bad("K13 mail without a sender", "global: {smtp_smarthost: 'localhost:25'}\n" + Receiver("email_configs: [{to: b@example.org}]")),
        Bad("K13 a password and its file", "global: {smtp_auth_password: p, smtp_auth_password_file: f}"),
        Bad("K13 a server without a port", "global: {smtp_smarthost: localhost}"),
        Bad("K14 no url", Receiver("webhook_configs: [{}]")),
        Bad("K14 a url and its file", Receiver("webhook_configs: [{url: 'http://a/', url_file: f}]")),
        Bad("K14 VictorOps without a key", Receiver("victorops_configs: [{routing_key: k}]")),
        Bad("K14 VictorOps with both keys", Receiver("victorops_configs: [{routing_key: k, api_key: a, api_key_file: f}]")),
        Good("K14 VictorOps with the key of all", "global: {victorops_api_key: a}\n" + Receiver("victorops_configs: [{routing_key: k}]")),
        Bad("K14 a Telegram without a token", Receiver("telegram_configs: [{chat_id: 1}]")),
        Good("K14 a Telegram with the token of all", "global: {telegram_bot_token: t}\n" + Receiver("telegram_configs: [{chat_id: 1}]")),
        Bad("K14 a Telegram without a chat", "global: {telegram_bot_token: t}\n" + Receiver("telegram_configs: [{}]")),
        Bad("K14 OpsGenie without a key", Receiver("opsgenie_configs: [{}]")),
        Bad("K14 OpsGenie with both keys", Receiver("opsgenie_configs: [{api_key: a, api_key_file: f}]")),
        Bad("K14 a responder of no type", Receiver("opsgenie_configs: [{api_key: a, responders: [{name: n, type: robot}]}]")),
        Bad("K14 Slack without an address", Receiver("slack_configs: [{channel: c}]")),
        Good("K14 Slack with the address of all", "global: {slack_api_url: 'http://127.0.0.1:1/'}\n" + Receiver("slack_configs: [{channel: c}]")),
        Bad("K14 Slack with address and file", Receiver("slack_configs: [{channel: c, api_url: 'http://a/', api_url_file: f}]")),
        Bad("K14 Slack for all with address and file", "global: {slack_api_url: 'http://a/', slack_api_url_file: f}"),
        Bad("K14 PagerDuty without a key", Receiver("pagerduty_configs: [{}]")),
        Bad("K14 PagerDuty with key and file", Receiver("pagerduty_configs: [{routing_key: k, routing_key_file: f}]")),
        Bad("K14 Pushover without a user", Receiver("pushover_configs: [{token: t}]")),
        Bad("K14 Pushover in two formats", Receiver("pushover_configs: [{user_key: u, token: t, html: true, monospace: true}]")),
        Bad("K14 WeChat without a secret", "global: {wechat_api_corp_id: c}\n" + Receiver("wechat_configs: [{}]")),
        Bad("K14 WeChat of no type", "global: {wechat_api_corp_id: c, wechat_api_secret: s}\n" + Receiver("wechat_configs: [{message_type: shout}]")),
        Bad("K14 Rocket.Chat without a token", Receiver("rocketchat_configs: [{channel: c}]")),
        Bad("K14 Discord without an address", Receiver("discord_configs: [{}]")),
        Bad("K14 Discord with address and file", Receiver("discord_configs: [{webhook_url: 'http://a/', webhook_url_file: f}]")),
        Bad("K14 Teams without an address", Receiver("msteams_configs: [{}]")),
        Bad("K14 Webex without a room", Receiver("webex_configs: [{http_config: {authorization: {credentials: c}}}]")),
        Bad("K14 Webex without a token", Receiver("webex_configs: [{room_id: r}]")),
        Bad("K14 SNS without a target", Receiver("sns_configs: [{sigv4: {region: us-east-2}}]")),
        Bad("K14 SNS with two targets", Receiver("sns_configs: [{sigv4: {region: us-east-2}, topic_arn: 'arn:x', phone_number: '123'}]")),
        Good("K14 SNS with one", Receiver("sns_configs: [{sigv4: {region: us-east-2, access_key: a, secret_key: s}, topic_arn: 'arn:x'}]")),
        Bad("K14 Jira without a project", "global: {jira_api_url: 'http://a/'}\n" + Receiver("jira_configs: [{issue_type: Bug}]")),
        Good("K14 Mattermost", Receiver("mattermost_configs: [{webhook_url: 'http://127.0.0.1:1/'}]")),
        Good("K15 the proxy of all", "global: {http_config: {proxy_url: 'http://127.0.0.1:1/'}}\n" + Receiver("msteamsv2_configs: [{webhook_url: 'http://127.0.0.1:1/', http_config: {follow_redirects: false}}]")),
        Good("K16 an address that is a template", Receiver("webhook_configs: [{url: 'http://127.0.0.1:1/{{ .GroupLabels.a }}'}]")),
        Bad("K16 a template that is none", Receiver("webhook_configs: [{url: 'http://127.0.0.1:1/{{ .GroupLabels.a'}]")),
        Bad("K16 an address that is none", Receiver("webhook_configs: [{url: 'ftp://a/'}]")),
        Bad("K17 mail to nobody", "global: {smtp_from: a@example.org, smtp_smarthost: 'localhost:25'}\n" + Receiver("email_configs: [{}]")),
        Bad("K17 a header twice", "global: {smtp_from: a@example.org, smtp_smarthost: 'localhost:25'}\n" + Receiver("email_configs: [{to: a@example.org, headers: {Subject: a, subject: b}}]")),
        Good("K17 mails in a thread", "global: {smtp_from: a@example.org, smtp_smarthost: 'localhost:25'}\n" + Receiver("email_configs: [{to: a@example.org, threading: {enabled: true, thread_by_date: daily}}]")),
        Bad("K17 mails in a thread of no kind", "global: {smtp_from: a@example.org, smtp_smarthost: 'localhost:25'}\n" + Receiver("email_configs: [{to: a@example.org, threading: {enabled: true, thread_by_date: weekly}}]")),
        Bad("K17 a field without a value", "global: {slack_api_url: 'http://a/'}\n" + Receiver("slack_configs: [{channel: c, fields: [{title: t}]}]")),
        Bad("K17 an action without a text", "global: {slack_api_url: 'http://a/'}\n" + Receiver("slack_configs: [{channel: c, actions: [{type: button, url: 'http://a/'}]}]")),
        Bad("K17 an action that leads nowhere", "global: {slack_api_url: 'http://a/'}\n" + Receiver("slack_configs: [{channel: c, actions: [{type: button, text: t}]}]")),
        Bad("K18 what cannot be built fails the whole reload", Receiver("webhook_configs: [{url: 'http://a/', http_config: {tls_config: {ca_file: nowhere.pem}}}]")),
        Bad("K19 an old pattern that is null", "route: {receiver: r, routes: [{match_re: {a: }}]}"),
        Bad("K19 an old pattern that is none", "route: {receiver: r, routes: [{match_re: {a: '('}}]}"),
        Bad("K19 an inhibition by null", "inhibit_rules: [{source_match_re: {a: }, target_match: {b: c}}]"),
        Bad("K20 settings of a batch without a batch", "event_recorder: {webhook_outputs: [{url: 'http://a/', batch_max_events: 5}]}", oursAlone: true),
        Bad("matchers that are none", "route: {receiver: r, routes: [{matchers: ['a']}]}"),
        Bad("an inhibition by a label without a name", "inhibit_rules: [{equal: ['']}]"),
        Bad("T7 an end without a start", Interval("{times: [{end_time: '12:00'}]}")),
        Bad("T7 the end before the start", Interval("{times: [{start_time: '12:00', end_time: '11:00'}]}")),
        Bad("T7 the end at the start", Interval("{times: [{start_time: '12:00', end_time: '12:00'}]}")),
        Bad("T7 no time of day", Interval("{times: [{start_time: '9:00', end_time: '25:00'}]}")),
        Bad("T7 no day of the week", Interval("{weekdays: [someday]}")),
        Bad("T7 a week backwards", Interval("{weekdays: ['friday:monday']}")),
        Bad("T7 day zero", Interval("{days_of_month: ['0']}")),
        Bad("T7 day 32", Interval("{days_of_month: ['1:32']}")),
        Bad("T7 from the end to the beginning", Interval("{days_of_month: ['-5:5']}")),
        Bad("T7 days backwards", Interval("{days_of_month: ['10:5']}")),
        Bad("T7 months backwards", Interval("{months: ['may:april']}")),
        Bad("T7 no month", Interval("{months: [jamuary]}")),
        Bad("T7 years backwards", Interval("{years: ['2030:2020']}")),
        Bad("T7 no zone", Interval("{location: Nowhere/Land}")),
        Good("T7 everything at once", Interval("{times: [{start_time: '09:00', end_time: '24:00'}], weekdays: ['Monday:friday', sunday], days_of_month: ['1:5', '-3:-1'], months: [january, '3:5'], years: ['2020:2030', '2040'], location: Europe/Berlin}")),
    ];
}
