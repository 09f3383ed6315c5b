namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>What is told, to whom and why (N1 to N18) as stories.</summary>
internal static class PipelineScenarios
{
    private const string Quick = """
        route: {receiver: team, group_by: [], group_wait: 1s, group_interval: 1s, repeat_interval: 1h}
        receivers: [{name: team, webhook_configs: [{url: 'HOOK/team'}]}]
        inhibit_rules: [{source_matchers: [severity="critical"], target_matchers: [severity="warning"]}]
        """;

    private const string Suppressed = "alertmanager_notifications_suppressed_total reason=";

    private static readonly string Long = string.Concat(Enumerable.Repeat("ü🙂", 130));

    private static readonly string Discord = "{\"content\":\"\",\"embeds\":[{\"title\":\"" + string.Concat(Enumerable.Repeat("ü🙂", 127)) + "ü…\",\"description\":\"m\",\"color\":10038562}]}";

    private static string Interval(string settings) => $$"""
        route:
          receiver: team
          routes: [{matchers: [a="1"], receiver: team, group_by: [], group_wait: 0s, group_interval: 1s, {{settings}}}]
        receivers: [{name: team, webhook_configs: [{url: 'HOOK/team'}]}]
        time_intervals:
        - {name: always, time_intervals: [{times: [{start_time: '00:00', end_time: '24:00'}]}]}
        - {name: everywhere, time_intervals: [{weekdays: ['sunday:saturday'], location: Asia/Tokyo}]}
        - {name: never, time_intervals: [{years: ['1970']}]}
        mute_time_intervals: [{name: past, time_intervals: [{years: ['1970:1980']}]}]
        """;

    private static string Times(string wait, string interval, string repeat, string receiver = "{url: 'HOOK/team'}") => $$"""
        route: {receiver: team, group_by: [], group_wait: {{wait}}, group_interval: {{interval}}, repeat_interval: {{repeat}}}
        receivers: [{name: team, webhook_configs: [{{receiver}}]}]
        """;

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new Scenario("N1 what a silence and a source hold back is left out and counted", Quick)
            .Silence(0.3, "alertname", "b", from: 0, to: 60)
            .Post(0.5, "a start=0.5 end=60", "b start=0.5 end=60", "c severity=critical start=0.5 end=60", "d severity=warning start=0.5 end=60")
            .Counts(1.9, Suppressed + "silence", 1)
            .Counts(1.9, Suppressed + "inhibition", 1)
            .Tells(2, "1.5 team: a(0.5) c(0.5)"),

        new Scenario("N2 a silence that comes, changes and ends counts at the next flush", Quick)
            .Post(0.5, "a start=0.5 end=60", "b start=0.5 end=60")
            .Silence(1.9, "alertname", "b", from: 1.9, to: 60)
            .Post(2.1, "c start=2 end=60")
            .Silence(3, "alertname", "b", from: 1.9, to: 40, id: "it", comment: "longer", says: "200 same")
            .Post(3.1, "d start=3 end=60")
            .Silence(4, "alertname", "a", from: 1.9, to: 40, id: "it", says: "200 new")
            .Post(4.1, "e start=4 end=60")
            .Unsilence(5)
            .Tells(6.2, "1.5 team: a(0.5) b(0.5)", "2.5 team: a(0.5) c(2)", "3.5 team: a(0.5) c(2) d(3)", "4.5 team: b(0.5) c(2) d(3) e(4)", "5.5 team: a(0.5) b(0.5) c(2) d(3) e(4)"),

        new Scenario("N3 a mute interval holds the group back, marks it, and the mark goes with it", Interval("mute_time_intervals: [never, always, everywhere]"))
            .Post(0.5, "a a=1 start=0.5 end=60")
            .Asks(1, "/api/v2/alerts/groups", "{} team: a(0.5..60)~always,everywhere")
            .Asks(1, "/api/v2/alerts/groups?muted=false", "")
            .Asks(1, "/api/v2/alerts", "a(0.5..60)")
            .Counts(1.2, Suppressed + "mute_time_interval", 1)
            .Reload(1.8, Interval("mute_time_intervals: [past]"))
            .Asks(3, "/api/v2/alerts/groups", "{} team: a(0.5..60)")
            .Tells(3.2, "2.5 team: a(0.5)"),

        new Scenario("N4 outside of its active intervals a group is held back, inside it is told", Interval("active_time_intervals: [never]"))
            .Post(0.5, "a a=1 start=0.5 end=60")
            .Asks(1, "/api/v2/alerts/groups", "{} team: a(0.5..60)~never")
            .Counts(1.2, Suppressed + "active_time_interval", 1)
            .Reload(1.8, Interval("active_time_intervals: [never, everywhere]"))
            .Asks(3, "/api/v2/alerts/groups", "{} team: a(0.5..60)")
            .Tells(3.2, "2.5 team: a(0.5)"),

        new Scenario("N5, N14: each message says why it is sent, and the next incident begins anew", Times("0s", "1s", "3s"))
            .Post(0.5, "a start=0.5 end=60")
            .Post(1.1, "b start=1 end=60")
            .Post(2.1, "b start=1 end=2")
            .Post(7, "a start=0.5 end=6.9")
            .Post(9, "a start=9 end=60")
            .Tells(9.3, "0.5 team: a(0.5)", "1.5 team: a(0.5) b(1)", "2.5 team: a(0.5) -b(1..2)", "6.5 team: a(0.5)", "7.5 team: -a(0.5..7)", "9 team: a(9)"),

        new Scenario("N6 the tick counts, not the end of a slow flush before it", Times("1s", "2s", "3s"))
            .With(hooks => hooks.Slow("team", 0.8, from: 0, until: 2))
            .Post(0.5, "a start=0.5 end=60")
            .Tells(6.8, "1.5 team: a(0.5)", "5.5 team: a(0.5)"),

        new Scenario("N8 stages come in their order, and what one has left out the next does not see", Interval("mute_time_intervals: [always], active_time_intervals: [never]"))
            .Silence(0.2, "alertname", "a", from: 0, to: 60)
            .Post(0.5, "a a=1 start=0.5 end=60")
            .Counts(1.2, Suppressed + "active_time_interval", 1)
            .Counts(1.2, Suppressed + "mute_time_interval", 0)
            .Counts(1.2, Suppressed + "silence", 0)
            .Tells(1.3),

        new Scenario("N9 a group goes to the stage of its receiver, and a receiver that does not exist is refused", Times("0s", "1s", "1h"))
            .Post(0.5, "a start=0.5 end=60")
            .Reload(1.2, Times("0s", "1s", "1h").Replace("{receiver: team", "{receiver: nobody", StringComparison.Ordinal), status: 500)
            .Counts(1.3, "alertmanager_config_last_reload_successful", 0)
            .Post(1.7, "b start=1.6 end=60")
            .Reload(3.2)
            .Counts(3.3, "alertmanager_config_last_reload_successful", 1)
            .Tells(3.7, "0.5 team: a(0.5)", "2.5 team: a(0.5) b(1.5)"),

        new Scenario("N10 and N16: five hundred and more is tried again within the flush, everything else at the next one", """
            route: {receiver: team, group_by: [], group_wait: 0s, group_interval: 6s, repeat_interval: 1h}
            receivers: [{name: team, webhook_configs: [{url: 'HOOK/204'}, {url: 'HOOK/400'}, {url: 'HOOK/404'}, {url: 'HOOK/429'}, {url: 'HOOK/500'}, {url: 'HOOK/503'}, {url: 'HOOK/302'}]}]
            """) { PeerOnly = true }
            .With(hooks => hooks.Status = (hook, now) => now < 0.9 ? int.Parse(hook, System.Globalization.CultureInfo.InvariantCulture) : 200)
            .Post(0.5, "a start=0.5 end=60")
            .Tells(4.5),

        new Scenario("N11 and N12: who wants no ends hears of what fires, and who hears of nothing is content", """
            route: {receiver: team, group_by: [], group_wait: 500ms, group_interval: 1s, repeat_interval: 1h}
            receivers: [{name: team, webhook_configs: [{url: 'HOOK/all', send_resolved: true}, {url: 'HOOK/firing', send_resolved: false}]}]
            """)
            .Post(0.5, "a start=0.5 end=60", "b start=0.5 end=60")
            .Post(1.5, "a start=0.5 end=1.4", "c start=1.5 end=60")
            .Post(2.5, "b start=0.5 end=2.4", "c start=1.5 end=2.4")
            .Counts(3.5, "alertmanager_notifications_failed_total integration=webhook", 0)
            .Tells(3.6, "1 all: a(0.5) b(0.5)", "1 firing: a(0.5) b(0.5)", "2 all: -a(0.5..1.5) b(0.5) c(1.5)", "2 firing: b(0.5) c(1.5)", "3 all: -b(0.5..2.5) -c(1.5..2.5)"),

        new Scenario("N13 what is told is written down when it is told, so that a multiple of group_interval repeats one tick later", Times("0s", "1s", "2s"))
            .Post(0.5, "a start=0.5 end=60")
            .Tells(7.2, "0.5 team: a(0.5)", "3.5 team: a(0.5)", "6.5 team: a(0.5)"),

        new Scenario("N15 a text that is too long is cut by characters or by bytes, and says so", """
            route: {receiver: team, group_by: [], group_wait: 500ms, group_interval: 1m}
            receivers:
            - name: team
              discord_configs: [{webhook_url: 'HOOK/discord', title: '{{ range .Alerts }}{{ .Annotations.note }}{{ end }}', message: 'm'}]
              webhook_configs: [{url: 'HOOK/team', max_alerts: 2}]
            """)
            .Post(0.5, "a start=0.5 end=60 note=" + Long, "b start=0.5 end=60", "c start=0.5 end=60")
            .Tells(1.5, "1 discord: " + Discord, "1 team: a(0.5)#" + Long + " b(0.5)"),

        new Scenario("N18 a failure is counted by its reason", """
            route: {receiver: team, group_by: [], group_wait: 0s, group_interval: 1m}
            receivers: [{name: team, webhook_configs: [{url: 'HOOK/400'}, {url: 'HOOK/404'}, {url: 'HOOK/302'}]}]
            """)
            .With(hooks => hooks.Status = (hook, _) => int.Parse(hook, System.Globalization.CultureInfo.InvariantCulture))
            .Post(0.5, "a start=0.5 end=60")
            .Counts(1.5, "alertmanager_notifications_failed_total integration=webhook reason=clientError", 2)
            .Counts(1.5, "alertmanager_notifications_total integration=webhook", 3)
            .Counts(1.5, "alertmanager_notification_requests_failed_total integration=webhook", 3)
            .Tells(1.6),

        new Scenario("N18 who may not and who is too loud are reasons of their own", """
            route: {receiver: team, group_by: [], group_wait: 0s, group_interval: 1m}
            receivers: [{name: team, webhook_configs: [{url: 'HOOK/401'}, {url: 'HOOK/403'}, {url: 'HOOK/429'}]}]
            """) { OursAlone = "0.33 counts both as clientError" }
            .With(hooks => hooks.Status = (hook, _) => int.Parse(hook, System.Globalization.CultureInfo.InvariantCulture))
            .Post(0.5, "a start=0.5 end=60")
            .Counts(1.5, "alertmanager_notifications_failed_total integration=webhook reason=authError", 2)
            .Counts(1.5, "alertmanager_notifications_failed_total integration=webhook reason=rateLimited", 1)
            .Tells(1.6),
    ];
}
