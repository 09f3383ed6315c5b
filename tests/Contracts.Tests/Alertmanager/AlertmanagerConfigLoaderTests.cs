using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Model.Time;

namespace Tocsin.Contracts.Tests.Alertmanager;

public sealed class AlertmanagerConfigLoaderTests
{
    private const string Root = "route: {receiver: a}\nreceivers: [{name: a}]\n";

    [Fact]
    public void A_file_without_a_route_is_refused() => Assert.Contains("no route provided in config", Refused(""));

    [Theory]
    [InlineData("route: {}\n", "root route must specify a default receiver")]
    [InlineData("route: {receiver: a, matchers: [b=c]}\nreceivers: [{name: a}]\n", "root route must not have any matchers")]
    [InlineData("route: {receiver: a, continue: true}\nreceivers: [{name: a}]\n", "cannot have continue in root route")]
    [InlineData("route: {receiver: a, mute_time_intervals: [x]}\nreceivers: [{name: a}]\n", "root route must not have any mute time intervals")]
    [InlineData("route: {receiver: b}\nreceivers: [{name: a}]\n", "undefined receiver \"b\" used in route")]
    [InlineData("route: {receiver: a, routes: [{mute_time_intervals: [x]}]}\nreceivers: [{name: a}]\n", "undefined time interval \"x\" used in route")]
    [InlineData("route: {receiver: a, group_by: [x, '...']}\nreceivers: [{name: a}]\n", "cannot have wildcard group_by")]
    [InlineData("route: {receiver: a, group_by: [x, x]}\nreceivers: [{name: a}]\n", "duplicated label \"x\" in group_by")]
    [InlineData("route: {receiver: a, group_interval: 0s}\nreceivers: [{name: a}]\n", "group_interval cannot be zero")]
    [InlineData("route: {receiver: a, repeat_interval: 0s}\nreceivers: [{name: a}]\n", "repeat_interval cannot be zero")]
    [InlineData("route: {receiver: a, routes: [{matchers: ['foo']}]}\nreceivers: [{name: a}]\n", "bad matcher format: foo")]
    [InlineData("route: {receiver: a, routes: [{match_re: {a: }}]}\nreceivers: [{name: a}]\n", "invalid regexp value for \"a\"")]
    [InlineData("route: {receiver: a, grp: 1}\nreceivers: [{name: a}]\n", "field grp not found")]
    [InlineData("route: {receiver: a}\nreceivers: [{name: a}, {name: a}]\n", "notification config name \"a\" is not unique")]
    [InlineData("route: {receiver: a}\nreceivers: [{name: a, email_configs: [null]}]\n", "missing email config")]
    [InlineData("route: {receiver: a}\nreceivers: [{name: a, slack_configs: [null]}]\n", "missing slack config")]
    [InlineData("route: {receiver: a}\nreceivers: [{name: a, labels: {name: b}}]\n", "label \"name\" is reserved")]
    [InlineData(Root + "inhibit_rules: [{equal: ['']}]\n", "invalid label name \"\" in equal list")]
    [InlineData(Root + "time_intervals: [{name: x}]\nmute_time_intervals: [{name: x}]\n", "time interval \"x\" is not unique")]
    [InlineData(Root + "tracing: {insecure: true}\n", "tracing endpoint must be set")]
    public void What_upstream_refuses_is_refused(string yaml, string error) => Assert.Contains(error, Refused(yaml));

    [Theory]
    [InlineData("email_configs: [{from: a@b, smarthost: 'x:25'}]", "missing to address in email config")]
    [InlineData("email_configs: [{to: a@b, from: a@b}]", "no global SMTP smarthost set")]
    [InlineData("email_configs: [{to: a@b, smarthost: 'x:25'}]", "no global SMTP from set")]
    [InlineData("email_configs: [{to: a@b, from: a@b, smarthost: 'x:'}]", "missing port in address")]
    [InlineData("email_configs: [{to: a@b, from: a@b, smarthost: 'x:1', headers: {subject: a, SUBJECT: b}}]", "duplicate header \"Subject\" in email config")]
    [InlineData("email_configs: [{to: a@b, from: a@b, smarthost: 'x:1', threading: {enabled: true}}]", "thread_by_date")]
    [InlineData("email_configs: [{to: a@b, from: a@b, smarthost: 'x:1', http_config: {}}]", "field http_config not found")]
    [InlineData("slack_configs: [{}]", "no global Slack API URL")]
    [InlineData("slack_configs: [{api_url: 'http://x/', app_token: t}]", "at most one of api_url")]
    [InlineData("slack_configs: [{api_url: 'ftp://x/'}]", "unsupported scheme")]
    [InlineData("slack_configs: [{api_url: 'http:///x'}]", "missing host for URL")]
    [InlineData("slack_configs: [{api_url: 'http://x/', fields: [{title: a}]}]", "missing value in Slack field configuration")]
    [InlineData("slack_configs: [{api_url: 'http://x/', actions: [{type: button, text: a}]}]", "missing name or url in Slack action configuration")]
    [InlineData("slack_configs: [{app_token: t, http_config: {authorization: {credentials: x}}}]", "http authorization can't be set")]
    [InlineData("slack_configs: [{api_url: 'http://x/', timeout: 1d}]", "invalid duration")]
    [InlineData("webhook_configs: [{}]", "one of url or url_file must be configured")]
    [InlineData("webhook_configs: [{url: 'http://x/', url_file: y}]", "at most one of url & url_file must be configured")]
    [InlineData("webhook_configs: [{url: 'http://x/', http_config: {basic_auth: {username: a}, bearer_token: b}}]", "at most one of basic_auth")]
    [InlineData("webhook_configs: [{url: 'http://x/', http_config: {authorization: {type: Basic}}}]", "authorization type cannot be set to \"basic\"")]
    [InlineData("webhook_configs: [{url: 'http://x/', http_config: {tls_config: {min_version: TLS14}}}]", "unknown TLS version: TLS14")]
    [InlineData("webhook_configs: [{url: 'http://x/', http_config: {no_proxy: x}}]", "proxy_url must also be configured")]
    [InlineData("pagerduty_configs: [{}]", "missing service or routing key in PagerDuty config")]
    [InlineData("pagerduty_configs: [{routing_key: a, routing_keys: b}]", "field routing_keys not found")]
    [InlineData("pushover_configs: [{user_key: a}]", "one of token or token_file must be configured")]
    [InlineData("webex_configs: [{}]", "missing room_id")]
    public void What_upstream_refuses_in_a_receiver_is_refused(string receiver, string error) =>
        Assert.Contains(error, Refused($"route: {{receiver: a}}\nreceivers:\n- name: a\n  {receiver}\n"));

    [Fact]
    public void An_error_names_file_line_field_and_what_was_meant()
    {
        ConfigProblem problem = Assert.Single(Problems("route:\n  receiver: a\n  group_wiat: 5s\nreceivers: [{name: a}]\n").Errors);
        Assert.Equal("am.yml:3:3: route.group_wiat: field group_wiat not found (did you mean \"group_wait\"?)", problem.ToString());
    }

    [Fact]
    public void All_errors_are_reported_at_once() =>
        Assert.Equal(3, Problems("route: {receiver: b, x: 1}\nreceivers: [{name: a, y: 2}]\n").Errors.Count);

    [Fact]
    public void Nothing_secret_is_in_an_error()
    {
        string said = Refused("route: {receiver: a}\nreceivers: [{name: a, slack_configs: [{api_url: 'hooks.example.com/T0/hunter2'}]}]\n");
        Assert.DoesNotContain("hunter2", said);
    }

    [Fact]
    public void Receivers_inherit_what_global_has_and_keep_their_own()
    {
        AlertmanagerConfig config = Loaded("""
            global:
              smtp_smarthost: mail.example.org:587
              smtp_from: a@example.org
              smtp_auth_password: p
              smtp_require_tls: false
              slack_api_url: http://global/
              http_config: {follow_redirects: false}
            route: {receiver: a}
            receivers:
            - name: a
              email_configs: [{to: b@example.org}, {to: c@example.org, from: d@example.org, require_tls: true}]
              slack_configs: [{channel: x}, {api_url: http://own/, http_config: {}}]
            """);
        var emails = config.Receivers[0].Integrations.OfType<EmailConfig>().ToList();
        Assert.Equal(("a@example.org", false, "mail.example.org:587"), (emails[0].From, emails[0].RequireTls, emails[0].Smarthost.ToString()));
        Assert.Equal(("d@example.org", true, 1), (emails[1].From, emails[1].RequireTls, emails[1].Index));
        Assert.Equal("p", emails[0].AuthPassword!.Value!.Reveal);
        var slacks = config.Receivers[0].Integrations.OfType<SlackConfig>().ToList();
        Assert.Equal(("http://global/", false), (slacks[0].ApiUrl.Value!.Reveal, slacks[0].Http.FollowRedirects));
        Assert.Equal(("http://own/", true), (slacks[1].ApiUrl.Value!.Reveal, slacks[1].Http.FollowRedirects));
    }

    [Fact]
    public void Matchers_of_all_three_forms_are_one_sorted_list()
    {
        AlertmanagerConfig config = Loaded("""
            route:
              receiver: a
              routes:
              - match_re: {b: x|y}
                match: {c: d}
                matchers: ['a!="1", z=~"q"']
            receivers: [{name: a}]
            """);
        Assert.Equal("a!=\"1\" b=~\"^(?:x|y)$\" c=\"d\" z=~\"q\"", string.Join(' ', config.Route.Routes[0].Matchers));
    }

    [Fact]
    public void Unwritten_route_settings_stay_unwritten_and_an_empty_group_by_is_written()
    {
        RouteConfig child = Loaded("route: {receiver: a, routes: [{group_by: []}, {group_by: ['...']}, {}]}\nreceivers: [{name: a}]\n").Route;
        Assert.Empty(child.Routes[0].GroupBy!);
        Assert.True(child.Routes[1].GroupByAll);
        Assert.Null(child.Routes[2].GroupBy);
        Assert.Null(child.Routes[2].GroupWait);
    }

    [Fact]
    public void Misplaced_email_keys_mean_what_their_writer_meant()
    {
        var problems = new ConfigProblems();
        const string Yaml = "route: {receiver: a}\nreceivers: [{name: a, email_configs: [{to: b@c, from: d@e, smarthost: 'x:1', subject: S, body: B}]}]\n";
        AlertmanagerConfig config = AlertmanagerConfigLoader.Parse("am.yml", Yaml, AlertmanagerConfigOptions.Default, problems)!;
        EmailConfig email = Assert.IsType<EmailConfig>(config.Receivers[0].Integrations[0]);
        Assert.Equal(("S", "B", ""), (email.Headers["Subject"], email.Text, email.Html));
        Assert.Equal(2, problems.Warnings.Count);
        Assert.Contains("headers: {Subject: ...}", problems.Warnings[0].Hint);
        Assert.DoesNotContain("html", config.Original);
        Assert.DoesNotContain("body", config.Original);
    }

    [Fact]
    public void An_inbox_is_ours_and_strict_refuses_it()
    {
        const string Yaml = "route: {receiver: a}\nreceivers: [{name: a, inbox_configs: [{send_resolved: false}]}]\n";
        Assert.False(Assert.IsType<InboxConfig>(Loaded(Yaml).Receivers[0].Integrations[0]).SendResolved);
        var problems = new ConfigProblems();
        Assert.Null(AlertmanagerConfigLoader.Parse("am.yml", Yaml, new AlertmanagerConfigOptions { Strict = true }, problems));
        Assert.Contains("field inbox_configs not found", problems.Errors[0].Message);
    }

    [Fact]
    public void What_a_receiver_says_beyond_upstream_is_off_unless_written()
    {
        const string Plain = "route: {receiver: a}\nreceivers: [{name: a}, {name: b}]\n";
        Assert.Equal(ReceiverExtras.None, Loaded(Plain).Receivers[0].Extras);
        Assert.Equal(new TocsinConfig(), Loaded(Plain).Tocsin);
        const string Yaml = """
            route: {receiver: a}
            receivers: [{name: a, close_opened: true, fallback_receiver: b, fallback_after: 5}, {name: b}]
            tocsin: {delivery_alerts: true, history_retention: 30d}
            """;
        AlertmanagerConfig config = Loaded(Yaml);
        Assert.Equal(new ReceiverExtras { CloseOpened = true, FallbackReceiver = "b", FallbackAfter = 5 }, config.Receivers[0].Extras);
        Assert.Equal(new TocsinConfig { DeliveryAlerts = true, HistoryRetention = TimeSpan.FromDays(30) }, config.Tocsin);
        Assert.Contains("# close_opened: true", config.Original);
        var problems = new ConfigProblems();
        Assert.NotNull(AlertmanagerConfigLoader.Parse("am.yml", config.Original, new AlertmanagerConfigOptions { Strict = true }, problems));
        Assert.Null(AlertmanagerConfigLoader.Parse("am.yml", Yaml, new AlertmanagerConfigOptions { Strict = true }, problems));
        Assert.Equal(["close_opened", "fallback_receiver", "fallback_after", "tocsin"], problems.Errors.Select(error => error.Message.Split(' ')[1]));
    }

    [Theory]
    [InlineData("fallback_receiver: bb", "undefined receiver \"bb\" used as fallback_receiver")]
    [InlineData("fallback_receiver: a", "a receiver cannot be its own fallback_receiver")]
    [InlineData("fallback_receiver: b, fallback_after: 0", "fallback_after must be 1 to 1000")]
    [InlineData("fallback_after: 2", "fallback_after without fallback_receiver")]
    [InlineData("close_opened: perhaps", "")]
    public void A_setting_beyond_upstream_that_makes_no_sense_is_refused(string keys, string error)
    {
        var problems = new ConfigProblems();
        Assert.Null(AlertmanagerConfigLoader.Parse("am.yml", $"route: {{receiver: a}}\nreceivers: [{{name: a, {keys}}}, {{name: b}}]\n", new AlertmanagerConfigOptions(), problems));
        Assert.Contains(error, Assert.Single(problems.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_shown_has_no_secret_and_loads_again()
    {
        AlertmanagerConfig config = Loaded("""
            global:
              smtp_auth_password: hunter2
              slack_api_url: http://hooks/hunter2
              http_config: {proxy_url: 'http://u:hunter2@proxy/', basic_auth: {username: u, password: hunter2}}
            route: {receiver: a, routes: [{match: {token: visible}}]}
            receivers:
            - name: a
              slack_configs: [{text: "line\n\"two\"", title: 'yes'}]
              webhook_configs: [{url: http://x/hunter2, http_config: {http_headers: {X-Key: {secrets: [hunter2]}}}}]
              inbox_configs: [{}]
            """);
        Assert.DoesNotContain("hunter2", config.Original);
        Assert.Contains("token: visible", config.Original);
        var problems = new ConfigProblems();
        AlertmanagerConfig? again = AlertmanagerConfigLoader.Parse("am.yml", config.Original, new AlertmanagerConfigOptions { Strict = true }, problems);
        Assert.Empty(problems.Errors);
        SlackConfig slack = again!.Receivers[0].Integrations.OfType<SlackConfig>().Single();
        Assert.Equal(("line\n\"two\"", "yes"), (slack.Text, slack.Title));
        Assert.Equal(config.Original.Replace("  # inbox_configs\n", "", StringComparison.Ordinal), again.Original);
    }

    [Fact]
    public void A_custom_payload_keeps_its_order_and_its_numbers()
    {
        AlertmanagerConfig config = Loaded("""
            route: {receiver: a}
            receivers:
            - name: a
              webhook_configs:
              - url: 'http://x/{{ .GroupLabels.team }}'
                max_alerts: 3
                timeout: 1m30s
                payload: {b: '{{ .Status }}', a: [1, 1.5, true, null, "2"]}
            """);
        WebhookConfig webhook = Assert.IsType<WebhookConfig>(config.Receivers[0].Integrations[0]);
        Assert.Equal((3, TimeSpan.FromSeconds(90), true), (webhook.MaxAlerts, webhook.Timeout, webhook.SendResolved));
        PayloadMap map = Assert.IsType<PayloadMap>(webhook.Payload);
        Assert.Equal(["b", "a"], map.Entries.Select(entry => entry.Key));
        Assert.Equal(
            [new PayloadLiteral("1"), new PayloadLiteral("1.5"), new PayloadLiteral("true"), new PayloadLiteral("null"), new PayloadText("2")],
            Assert.IsType<PayloadList>(map.Entries[1].Value).Items);
    }

    [Fact]
    public void Time_intervals_are_read_as_calendars_have_them()
    {
        TimeIntervalSpec spec = Loaded(Root + """
            time_intervals:
            - name: x
              time_intervals:
              - times: [{start_time: "09:00", end_time: "24:00"}]
                weekdays: ['Monday:friday', sunday]
                days_of_month: ['1:5', '-3:-1']
                months: ['january:MARCH', '12']
                years: ['2026:2028', 2030]
                location: Europe/Berlin
            """).TimeIntervals[0].Intervals[0];
        Assert.Equal([new CalendarRange(540, 1440)], spec.Times);
        Assert.Equal([new CalendarRange(1, 5), new CalendarRange(0, 0)], spec.Weekdays);
        Assert.Equal([new CalendarRange(1, 5), new CalendarRange(-3, -1)], spec.DaysOfMonth);
        Assert.Equal([new CalendarRange(1, 3), new CalendarRange(12, 12)], spec.Months);
        Assert.Equal([new CalendarRange(2026, 2028), new CalendarRange(2030, 2030)], spec.Years);
        Assert.Equal("Europe/Berlin", spec.Location.Id);
    }

    [Theory]
    [InlineData("times: [{start_time: '09:00'}]", "both start and end times must be provided")]
    [InlineData("times: [{start_time: '09:00', end_time: '09:00'}]", "start time cannot be equal or greater than end time")]
    [InlineData("times: [{start_time: '9:00', end_time: '10:00'}]", "couldn't parse timestamp 9:00")]
    [InlineData("times: [{start_time: '09:00', end_time: '24:01'}]", "couldn't parse timestamp 24:01")]
    [InlineData("weekdays: ['friday:monday']", "start day cannot be before end day")]
    [InlineData("weekdays: [fryday]", "fryday is not a valid weekday")]
    [InlineData("days_of_month: ['0']", "0 is not a valid day of the month: out of range")]
    [InlineData("days_of_month: ['32']", "32 is not a valid day of the month: out of range")]
    [InlineData("days_of_month: ['-3:5']", "end day must be negative if start day is negative")]
    [InlineData("days_of_month: ['-1:-3']", "always before start day")]
    [InlineData("days_of_month: ['20:-28']", "always before start day")]
    [InlineData("months: ['june:may']", "end month may is before start month june")]
    [InlineData("years: ['2020:2019']", "end year 2019 is before start year 2020")]
    [InlineData("location: Mars/Base", "unknown time zone Mars/Base")]
    public void A_calendar_that_cannot_be_is_refused(string field, string error) =>
        Assert.Contains(error, Refused(Root + $"time_intervals: [{{name: x, time_intervals: [{{{field}}}]}}]\n"));

    private static AlertmanagerConfig Loaded(string yaml)
    {
        var problems = new ConfigProblems();
        AlertmanagerConfig? config = AlertmanagerConfigLoader.Parse("am.yml", yaml, AlertmanagerConfigOptions.Default, problems);
        Assert.True(config is not null, string.Join("; ", problems.Errors));
        return config!;
    }

    private static ConfigProblems Problems(string yaml)
    {
        var problems = new ConfigProblems();
        Assert.Null(AlertmanagerConfigLoader.Parse("am.yml", yaml, AlertmanagerConfigOptions.Default, problems));
        return problems;
    }

    private static string Refused(string yaml) => string.Join("; ", Problems(yaml).Errors);
}
