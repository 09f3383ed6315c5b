namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>Groups and routes (D1 to D11, R1 to R8) as stories.</summary>
internal static class DispatchScenarios
{
    private const string Tree = """
        route:
          receiver: default
          group_by: [alertname]
          group_wait: 500ms
          routes:
          - matchers: [owner="a"]
            receiver: a
            routes:
            - match_re: {env: "testing|staging"}
              receiver: a-test
              group_by: [env, job]
            - matchers: [env="production"]
              receiver: a-prod
              group_by: ['...']
              continue: true
            - matchers: [env="production"]
              receiver: a-all
              group_by: []
          - match: {owner: b}
            matchers: [env=~"x|y", 'zone!="z"']
            receiver: b
            routes:
            - receiver: b-any
              group_by: [zone]
          - {matchers: [twin="1"], receiver: twin-one, continue: true}
          - {matchers: [twin="1"], receiver: twin-two}
          - {matchers: [never="1"], receiver: default}
        receivers:
        - {name: default, webhook_configs: [{url: 'HOOK/default'}]}
        - {name: a, webhook_configs: [{url: 'HOOK/a'}]}
        - {name: a-test, webhook_configs: [{url: 'HOOK/a-test'}]}
        - {name: a-prod, webhook_configs: [{url: 'HOOK/a-prod'}]}
        - {name: a-all, webhook_configs: [{url: 'HOOK/a-all'}]}
        - {name: b, webhook_configs: [{url: 'HOOK/b'}]}
        - {name: b-any, webhook_configs: [{url: 'HOOK/b-any'}]}
        - {name: twin-one, webhook_configs: [{url: 'HOOK/twin-one'}]}
        - {name: twin-two, webhook_configs: [{url: 'HOOK/twin-two'}]}
        """;

    private const string Muted = """
        route:
          receiver: team
          routes: [{matchers: [a="1"], receiver: team, group_by: [alertname], group_wait: 0s, group_interval: 1s, mute_time_intervals: [INTERVAL]}]
        receivers: [{name: team, webhook_configs: [{url: 'HOOK/team'}]}]
        time_intervals: [{name: always, time_intervals: [{months: ['1:12']}]}, {name: never, time_intervals: [{years: ['1970']}]}]
        """;

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new Scenario("D1 each route has its own wait, interval and repeat", """
            route: {receiver: slow, group_wait: 2s, group_interval: 4s, repeat_interval: 1ms, routes: [{matchers: [q="1"], receiver: quick, group_wait: 1s, group_interval: 2s}]}
            receivers: [{name: slow, webhook_configs: [{url: 'HOOK/slow'}]}, {name: quick, webhook_configs: [{url: 'HOOK/quick'}]}]
            """)
            .Post(0.5, "s start=0.5 end=60", "q q=1 start=0.5 end=60")
            .Tells(8.5, "1.5 quick: q(0.5)", "2.5 slow: s(0.5)", "3.5 quick: q(0.5)", "5.5 quick: q(0.5)", "6.5 slow: s(0.5)", "7.5 quick: q(0.5)"),

        new Scenario("D3, R1 to R5: alerts go to the deepest match and to siblings after continue, groups are made of group_by", Tree)
            .Post(0.5, "x start=0.5 end=60 owner=c", "x start=0.5 end=60 owner=a", "x start=0.5 end=60 owner=a env=testing job=j", "x start=0.5 end=60 owner=a env=staging",
                "x start=0.5 end=60 owner=a env=production", "x start=0.5 end=60 owner=b", "x start=0.5 end=60 owner=b env=y", "x start=0.5 end=60 owner=b env=x zone=q", "x start=0.5 end=60 owner=b env=x zone=z")
            .Tells(2, "1 a: x(0.5)", "1 a-all: x(0.5)", "1 a-prod: x(0.5)", "1 a-test: x(0.5)", "1 a-test: x(0.5)", "1 b-any: x(0.5)", "1 b-any: x(0.5)", "1 default: x(0.5) x(0.5) x(0.5)"),

        new Scenario("D4 the groups API shows every group with its receiver, an alert of two routes twice", Tree)
            .Post(0.5, "one owner=a env=production start=0.5 end=60", "two owner=a env=testing start=0.5 end=60", "three start=0.5 end=60")
            .Asks(1.3, "/api/v2/alerts/groups", "{} a-all: one(0.5..60) | {env=testing} a-test: two(0.5..60) | {alertname=three} default: three(0.5..60) | {alertname=one,env=production,owner=a} a-prod: one(0.5..60)")
            .Asks(1.3, "/api/v2/alerts?filter=alertname%3Done", "one(0.5..60)")
            .Tells(1.5, "1 a-all: one(0.5)", "1 a-prod: one(0.5)", "1 a-test: two(0.5)", "1 default: three(0.5)"),

        new Scenario("D7 a group that is over leaves nothing behind, no mark of being muted either", Muted.Replace("INTERVAL", "always", StringComparison.Ordinal))
            .Post(0.5, "x a=1 start=0.5 end=60")
            .Counts(1.1, "alertmanager_dispatcher_aggregation_groups", 1)
            .Asks(1.1, "/api/v2/alerts/groups", "{alertname=x} team: x(0.5..60)~always")
            .Post(1.7, "x a=1 start=0.5 end=1.6")
            .Asks(3.2, "/api/v2/alerts/groups", "")
            .Reload(3.4, Muted.Replace("INTERVAL", "never", StringComparison.Ordinal))
            .Post(3.7, "x a=1 start=3.5 end=60")
            .Asks(4.2, "/api/v2/alerts/groups", "{alertname=x} team: x(3.5..60)")
            .Tells(4.3, "3.5 team: x(3.5)"),

        new Scenario("D9 what is heard of an alert during the flush that tells its end is not forgotten with it", """
            route: {receiver: team, group_by: [], group_wait: 1s, group_interval: 1s, repeat_interval: 1h}
            receivers: [{name: team, webhook_configs: [{url: 'HOOK/team'}]}]
            """)
            .With(hooks => hooks.Slow("team", 0.7, from: 2.4, until: 3.1))
            .Post(0.5, "a start=0.5 end=60")
            .Post(1.9, "a start=0.5 end=1.8")
            .Post(2.9, "a start=2.8 end=60")
            .Tells(5.8, "1.5 team: a(0.5)", "2.5 team: -a(0.5..2)", "3.5 team: a(3)"),

        new Scenario("D10 nothing before the start delay, what is old directly after it, what comes later as ever", """
            route: {receiver: team, group_by: [alertname], group_wait: 1s, group_interval: 10s}
            receivers: [{name: team, webhook_configs: [{url: 'HOOK/team'}]}]
            """) { Settings = new() { StartDelay = 3 } }
            .Post(0.5, "old start=-100 end=60", "new start=0.5 end=60")
            .Asks(0.7, "/api/v2/alerts", "new(0.5..60) | old(-100..60)")
            .Post(4.5, "late start=4.5 end=60")
            .Tells(6.5, "3 team: new(0.5)", "3 team: old(-100)", "5.5 team: late(4.5)"),

        new Scenario("D11 and R6 labels of a route are inherited, changed by a child and made for each group", """
            route:
              receiver: team
              group_by: [alertname]
              group_wait: 0s
              group_interval: 1s
              labels: {level: top, owner: 'of {{ .GroupLabels.alertname }}'}
              routes:
              - matchers: [deep="1"]
                labels: {level: deep}
            receivers: [{name: team, webhook_configs: [{url: 'HOOK/team', payload: {say: '{{ .RouteLabels.level }} {{ .RouteLabels.owner }} {{ len .Alerts.Firing }}'}}]}]
            """) { OursAlone = "0.33 knows no labels of routes" }
            .Post(0.5, "a start=0.5 end=60", "b deep=1 start=0.5 end=60")
            .Asks(1.1, "/api/v2/alerts/groups", "{alertname=a} team {level=top,owner=of a}: a(0.5..60) | {alertname=b} team {level=deep,owner=of b}: b(0.5..60)")
            .Tells(1.3, "0.5 team: {\"say\":\"deep of b 1\"}", "0.5 team: {\"say\":\"top of a 1\"}"),

        new Scenario("R7 and R8 siblings with the same matchers are two routes, and stay so over a reload", Tree)
            .Post(0.5, "t twin=1 start=0.5 end=60")
            .Reload(1.3)
            .Asks(1.7, "/api/v2/alerts/groups", "{alertname=t} twin-one: t(0.5..60) | {alertname=t} twin-two: t(0.5..60)")
            .Tells(2, "1 twin-one: t(0.5)", "1 twin-two: t(0.5)"),
    ];
}
