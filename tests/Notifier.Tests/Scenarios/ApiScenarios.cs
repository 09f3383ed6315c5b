using Tocsin.Model.Matchers;

namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>The API and the alert store (A18 to A23, V1 to V11, P1 to P3) as stories.</summary>
internal static class ApiScenarios
{
    private const string Classic = "route: {receiver: team, group_wait: 1s}\nreceivers: [{name: team, webhook_configs: [{url: 'HOOK/team'}]}]";

    private const string Config = """
        route:
          receiver: team
          group_by: [alertname, '🙂']
          group_wait: 1s
          routes: [{matchers: ['"🙂"="yes"'], receiver: smile}]
        inhibit_rules: [{source_matchers: ['severity="critical"'], target_matchers: ['severity="warning"'], equal: [job]}]
        receivers:
        - {name: team, webhook_configs: [{url: 'HOOK/team'}]}
        - {name: smile, webhook_configs: [{url: 'HOOK/smile'}]}
        """;

    private const string Smile = "%22%F0%9F%99%82%22%3Dyes";

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new Scenario("A18, A21, A22 in classic mode", Classic) { Settings = new() { Syntax = MatcherSyntax.Classic } }
            .Sends(0.5, "/api/v2/alerts", """[{"labels":{"alertname":"grün 🙂"},"startsAt":"@0.5","endsAt":"@60"}]""", "")
            .Sends(0.6, "/api/v2/alerts", """[{"labels":{"grün":"x"}}]""", "400 \"invalid label set: invalid name \\\"grün\\\"\"")
            .Silence(0.7, "🙂", "yes", from: 0, to: 60, says: "400 \"invalid silence: invalid label matcher 0 in set 0: invalid label name \\\"🙂\\\"\"")
            .Tells(2, "1.5 team: grün 🙂(0.5)"),

        new Scenario("A19 the status of an alert follows silences and sources at once", Config.Replace("group_wait: 1s", "group_wait: 10s", StringComparison.Ordinal))
            .Post(0.5, "a severity=warning job=j start=0.5 end=60")
            .Asks(0.7, "/api/v2/alerts", "a(0.5..60)")
            .Silence(0.8, "alertname", "a", from: 0, to: 60)
            .Asks(0.9, "/api/v2/alerts", "a(0.5..60)~it")
            .Unsilence(1)
            .Asks(1.1, "/api/v2/alerts", "a(0.5..60)")
            .Post(1.2, "source severity=critical job=j start=1 end=60")
            .Asks(1.4, "/api/v2/alerts?filter=alertname%3Da", "a(0.5..60)~cf728536958deb5e")
            .Post(1.5, "source severity=critical job=j start=1 end=1.4")
            .Asks(1.7, "/api/v2/alerts?filter=alertname%3Da", "a(0.5..60)")
            .Tells(1.8),

        new Scenario("A20, V8, V10: filters are joined and know empty values and quotes", Config)
            .Post(0.5, "a job=x team=t start=0.5 end=60", "b job=x start=0.5 end=60")
            .Sends(0.5, "/api/v2/alerts", """[{"labels":{"alertname":"c","job":"x \"y\" \\z"},"startsAt":"@0.5","endsAt":"@60"}]""", "")
            .Asks(0.7, "/api/v2/alerts?filter=job%3D%22x%22&filter=team%3Dt", "a(0.5..60)")
            .Asks(0.7, "/api/v2/alerts?filter=team%3D%22%22&filter=job%3Dx", "b(0.5..60)")
            .Asks(0.7, "/api/v2/alerts?filter=team!%3D%22%22", "a(0.5..60)")
            .Asks(0.7, "/api/v2/alerts?filter=job%3D~%22x%7Cy%22&receiver=te.m", "a(0.5..60) | b(0.5..60)")
            .Asks(0.7, "/api/v2/alerts?receiver=te", "")
            .Asks(0.7, "/api/v2/alerts?filter=job%3D%22x%20%5C%22y%5C%22%20%5C%5Cz%22", "c(0.5..60)")
            .Asks(0.7, "/api/v2/alerts/groups?filter=team%3Dt", "{alertname=a} team: a(0.5..60)")
            .Asks(0.7, "/api/v2/alerts?receiver=(", "400 \"failed to parse receiver param: …")
            .Asks(0.7, "/api/v2/alerts?filter=a", "400 \"bad matcher format: a\"")
            .Asks(0.7, "/api/v2/alerts?active=perhaps", "")
            .Asks(0.7, "/api/v2/alerts?active=true&active=0", "")
            .Asks(0.7, "/api/v2/alerts?active=&silenced=&inhibited=false&filter=team%3Dt", "a(0.5..60)")
            .Tells(0.9),

        new Scenario("A21, A22, A23: names in UTF-8 are stored, filtered, silenced, routed and grouped", Config)
            .Sends(0.5, "/api/v2/alerts", """[{"labels":{"alertname":"a","🙂":"yes"},"startsAt":"@0.5","endsAt":"@60"}]""", "")
            .Asks(0.7, "/api/v2/alerts?filter=" + Smile, "a(0.5..60)")
            .Asks(0.7, "/api/v2/alerts/groups", "{alertname=a,🙂=yes} smile: a(0.5..60)")
            .Silence(1.8, "🙂", "yes", from: 0, to: 60)
            .Asks(1.9, "/api/v2/silences?filter=" + Smile, "it active(1.5..60)")
            .Asks(1.9, "/api/v2/alerts", "a(0.5..60)~it")
            .Tells(2, "1.5 smile: a(0.5)"),

        new Scenario("P2 what is said of an alert twice is joined as the table says", Config)
            .Post(0.5, "ends-later start=0.5 end=60", "given-after-guess start=0.5", "guess-after-given start=0.5 end=60", "fires-again start=0.2 end=0.4",
                "ends start=0.5 end=60", "both-ended start=-60 end=-30", "apart start=-60 end=-50", "earlier start=0.5 end=60")
            .Post(1, "ends-later start=0.5 end=90", "given-after-guess start=0.5 end=20", "guess-after-given start=0.5", "fires-again start=0.3 end=60",
                "ends start=0.5 end=0.9", "both-ended start=-60 end=-20", "apart start=-40 end=60", "earlier start=-30 end=40")
            .Asks(1.2, "/api/v2/alerts", "ends-later(0.5..90) | fires-again(0..60) | apart(-40..60) | given-after-guess(0.5..20) | guess-after-given(0.5..301) | earlier(-30..60)")
            .Tells(1.3, "1 team: apart(-40)"),

        new Scenario("P3 alerts are told, and listed in their groups, by job, instance and labels", Classic)
            .Post(0.5, "z start=0.5 end=60", "b job=b instance=1 start=0.5 end=60", "c job=a instance=2 start=0.5 end=60", "d job=a instance=1 start=0.5 end=60",
                "e instance=9 start=0.5 end=60", "f job=a instance=1 x=y start=0.5 end=60", "a start=0.5 end=60")
            .Asks(1.1, "/api/v2/alerts/groups", "{} team: d(0.5..60) f(0.5..60) c(0.5..60) b(0.5..60) e(0.5..60) a(0.5..60) z(0.5..60)")
            .Tells(2, "1.5 team: d(0.5) f(0.5) c(0.5) b(0.5) e(0.5) a(0.5) z(0.5)"),

        new Scenario("P3 a limit for each alertname keeps those it knows, turns new ones away, and gives the place of what has ended", Classic) { Settings = new() { AlertsPerName = 2 } }
            .Post(0.5, "x i=1 start=0.5 end=60")
            .Post(0.6, "x i=2 start=0.5 end=2")
            .Post(0.7, "x i=3 start=0.5 end=60")
            .Post(0.8, "x i=1 start=0.5 end=70", "y start=0.5 end=60")
            .Asks(1, "/api/v2/alerts", "x(0.5..2) | x(0.5..70) | y(0.5..60)")
            .Counts(1.1, "alertmanager_alerts_limited_total", 1)
            .Post(2.3, "x i=4 start=2 end=60")
            .Asks(2.4, "/api/v2/alerts", "x(2..60) | x(0.5..70) | y(0.5..60)")
            .Tells(2.6, "1.5 team: y(0.5) x(0.5) x(0.5)"),

        new Scenario("V1 without others there is no cluster, and bad alerts are told one by one", Classic)
            .Sends(0.5, "/api/v2/alerts", "[{\"labels\":{}},{\"labels\":{\"alertname\":\"good\"},\"startsAt\":\"@0.5\",\"endsAt\":\"@60\"},{\"labels\":{\"\":\"x\"}},{\"labels\":{\"a\":\"b\"},\"startsAt\":\"@5\",\"endsAt\":\"@1\"}]", "400 \"at least one label pair required\\ninvalid label set: invalid name \\\"\\\"\\nstart time must be before end time\"")
            .Sends(0.5, "/api/v2/alerts", "[", "400 {\"code\":400,\"message\":\"parsing alerts body from \\\"\\\" …")
            .Sends(0.5, "/api/v2/alerts", "[{\"annotations\":{}}]", "422 {\"code\":602,\"message\":\"0.labels in body is required\"}")
            .Sends(0.5, "/api/v2/alerts", "[{\"labels\":{\"a\":\"b\"},\"generatorURL\":\"no address\"}]", "422 {\"code\":601,\"message\":\"0.generatorURL in body must be of type uri: \\\"no address\\\"\"}")
            .Asks(0.7, "/api/v2/alerts", "good(0.5..60)")
            .Counts(0.8, "alertmanager_alerts_invalid_total", 3)
            .Counts(0.8, "alertmanager_cluster_enabled", 0)
            .Asks(0.8, "/api/v2/nothing", "404 {\"code\":404,\"message\":\"path /api/v2/nothing was not found\"}")
            .Tells(0.9),

        new Scenario("V7 an alert that is muted by time is suppressed in its group only", """
            route:
              receiver: team
              group_wait: 300ms
              routes: [{matchers: [n="1"], receiver: team, group_by: [alertname], mute_time_intervals: [always]}]
            receivers: [{name: team, webhook_configs: [{url: 'HOOK/team'}]}]
            time_intervals: [{name: always, time_intervals: [{days_of_month: ['1:31']}]}]
            """)
            .Post(0.5, "a n=1 start=0.5 end=60", "b start=0.5 end=60")
            .Asks(1.2, "/api/v2/alerts", "a(0.5..60) | b(0.5..60)")
            .Asks(1.2, "/api/v2/alerts/groups", "{} team: b(0.5..60) | {alertname=a} team: a(0.5..60)~always")
            .Asks(1.2, "/api/v2/alerts/groups?muted=false", "{} team: b(0.5..60)")
            .Asks(1.2, "/api/v2/alerts/groups?active=false", "")
            .Tells(1.4, "1 team: b(0.5)"),

        new Scenario("V9 receivers are listed", Config)
            .Asks(0.5, "/api/v2/receivers", "team | smile")
            .Tells(0.7),
    ];
}
