namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>Upstream's acceptance scenarios as stories in seconds. They are played on the turned clock, and in real time beside the real Alertmanager.</summary>
internal static class AcceptanceScenarios
{
    private static string Routes(string wait, string interval, string repeat, string receivers = "[{name: team, webhook_configs: [{url: 'HOOK/hook', send_resolved: true}]}]", string more = "") => $$"""
        global: {resolve_timeout: 10s}
        route: {receiver: team, group_by: [], group_wait: {{wait}}, group_interval: {{interval}}, repeat_interval: {{repeat}}}
        receivers: {{receivers}}
        {{more}}
        """;

    private const string Inhibit = """inhibit_rules: [{source_matchers: ['alertname="JobDown"'], target_matchers: ['alertname="test1"'], equal: [job, zone]}]""";

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new Scenario("A1 merge alerts", Routes("1s", "1s", "1ms"))
            .Post(1, "a start=0.5 end=10 note=v1")
            .Post(2.4, "a start=0 end=12 note=v2")
            .Post(3.4, "a start=0 end=3.3 note=v2")
            .Post(5.4, "a start=5 end=20 note=v3")
            .Post(6.7, "a start=5 end=6.1 note=v4")
            .Post(6.9, "a start=5 end=6.5 note=v4")
            .Tells(9, "2 hook: a(0.5)#v1", "3 hook: a(0)#v2", "4 hook: -a(0..3.5)#v2", "6.5 hook: a(5)#v3", "7.5 hook: -a(5..6.5)#v4"),

        new Scenario("A2 repeat", Routes("1s", "1s", "1ms"))
            .Post(1, "a start=0.5 end=30")
            .Post(4.5, "a start=0.5 end=4.4")
            .Tells(8, "2 hook: a(0.5)", "3 hook: a(0.5)", "4 hook: a(0.5)", "5 hook: -a(0.5..4.5)"),

        new Scenario("A3 retry", Routes("1s", "2s", "1h", "[{name: team, webhook_configs: [{url: 'HOOK/good'}, {url: 'HOOK/bad'}]}]")) { PeerOnly = true }
            .With(hooks => hooks.Status = (hook, now) => hook == "bad" && now < 3.5 ? 503 : 200)
            .Post(1, "a start=0.5 end=30")
            .Tells(8),

        new Scenario("A4 batching", Routes("1s", "1s", "4900ms"))
            .Post(1, "a start=0.5 end=30")
            .Post(1.6, "b start=1.5 end=30")
            .Post(3.3, "c start=3 end=30")
            .Tells(9.5, "2 hook: a(0.5) b(1.5)", "4 hook: a(0.5) b(1.5) c(3)", "9 hook: a(0.5) b(1.5) c(3)"),

        new Scenario("A5 resolved by timeout", Routes("1s", "5s", "4h"))
            .Post(1, "a start=0.5")
            .Post(3, "a start=0.5")
            .Tells(18, "2 hook: a(0.5)", "17 hook: -a(0.5..13)"),

        new Scenario("A6 resolved filter", Routes(
            "1s", "1s", "10m", "[{name: team, webhook_configs: [{url: 'HOOK/on', send_resolved: true}, {url: 'HOOK/off', send_resolved: false}]}]"))
            .Post(1, "a start=0.5 end=30", "b start=0.5 end=30")
            .Post(2.5, "b start=0.5 end=2.4")
            .Post(3.5, "a start=0.5 end=3.4")
            .Post(5.5, "a start=5 end=30")
            .Tells(8, "2 off: a(0.5) b(0.5)", "2 on: a(0.5) b(0.5)", "3 on: a(0.5) -b(0.5..2.5)", "4 on: -a(0.5..3.5)", "6.5 off: a(5)", "6.5 on: a(5)"),

        new Scenario("A7 cold start", Routes("1s", "6s", "1ms")) { Settings = new() { StartDelay = 5 } }
            .Post(1, "a start=-100 end=60")
            .Reload(3)
            .Post(6, "b start=-100 end=60")
            .Tells(12, "5 hook: a(-100)", "11 hook: a(-100) b(-100)"),

        new Scenario("A8 reload", Routes("1s", "6s", "10m"))
            .Post(1, "a start=0.5 end=60")
            .Reload(3)
            .Post(4, "b start=3.5 end=60")
            .Reload(5)
            .Tells(15, "2 hook: a(0.5)", "8 hook: a(0.5) b(3.5)"),

        new Scenario("A9 webhook timeout", Routes("1s", "1m", "1h", "[{name: team, webhook_configs: [{url: 'HOOK/slow', timeout: 500ms}]}]")) { PeerOnly = true }
            .With(hooks => hooks.Slow("slow", 5, from: 1, until: 2.4))
            .Post(1, "a start=0.5 end=30")
            .Tells(5),

        new Scenario("A10 inhibiting", Routes("1s", "1s", "1s", more: Inhibit))
            .Post(1, "test1 job=j zone=aa start=0.5 end=60", "test1 job=j zone=bb start=0.5 end=60")
            .Post(2.2, "JobDown job=j zone=aa start=2 end=60")
            .Post(5.2, "JobDown job=j zone=aa start=2 end=5.1")
            .Tells(8.5, "2 hook: test1(0.5) test1(0.5)", "3 hook: JobDown(2) test1(0.5)", "5 hook: JobDown(2) test1(0.5)",
                "6 hook: -JobDown(2..5) test1(0.5) test1(0.5)", "8 hook: test1(0.5) test1(0.5)"),

        new Scenario("A11 always inhibiting", Routes("1s", "1s", "1s", more: Inhibit))
            .Post(1, "test1 job=j zone=aa start=0.5 end=60", "JobDown job=j zone=aa start=0.5 end=60")
            .Post(2.6, "test1 job=j zone=aa start=0.5 end=2.5", "JobDown job=j zone=aa start=0.5 end=2.5")
            .Tells(5, "2 hook: JobDown(0.5)", "3 hook: -JobDown(0.5..2.5) -test1(0.5..2.5)"),

        new Scenario("A12 empty inhibition rule", Routes("1s", "1s", "1h", more: "inhibit_rules: [{}]"))
            .Post(1, "a start=0.5 end=60")
            .Tells(3.5, "2 hook: a(0.5)"),

        new Scenario("A13 silencing", Routes("1s", "1s", "1ms"))
            .Post(1, "a start=0.5 end=60", "b start=0.5 end=60")
            .Silence(2.2, "alertname", "a", from: 2.2, to: 4.5)
            .Tells(5.5, "2 hook: a(0.5) b(0.5)", "3 hook: b(0.5)", "4 hook: b(0.5)", "5 hook: a(0.5) b(0.5)"),

        new Scenario("A14 silence delete", Routes("1s", "1s", "1ms"))
            .Post(1, "a start=0.5 end=60", "b start=0.5 end=60")
            .Silence(1.3, "alertname", "a|c", from: 1.3, to: 60, regex: true)
            .Unsilence(2.5)
            .Tells(3.5, "2 hook: b(0.5)", "3 hook: a(0.5) b(0.5)"),

        new Scenario("D2 an end is told once and the group goes; what fires again begins a new one", Routes("1s", "1s", "1h"))
            .Post(1, "a start=0.5 end=60", "b start=0.5 end=60")
            .Post(2.5, "a start=0.5 end=2.4")
            .Post(3.5, "b start=0.5 end=3.4")
            .Post(4.6, "a start=4.5 end=60")
            .Tells(7, "2 hook: a(0.5) b(0.5)", "3 hook: -a(0.5..2.5) b(0.5)", "4 hook: -b(0.5..3.5)", "5.5 hook: a(4.5)"),

        new Scenario("an alert that ends before the first flush is never told", Routes("1s", "1s", "1h"))
            .Post(1, "a start=0.5 end=60")
            .Post(1.5, "a start=0.5 end=1.4")
            .Tells(4),

        new Scenario("an alert that ends and fires again between two flushes has been firing all the time", Routes("1s", "2s", "1h"))
            .Post(1, "a start=0.5 end=60")
            .Post(2.4, "a start=0.5 end=2.3")
            .Post(3.2, "a start=3 end=60")
            .Tells(7, "2 hook: a(0.5)"),

        new Scenario("an old alert is told at once", Routes("2s", "1s", "1h"))
            .Post(1, "a start=-100 end=60")
            .Tells(3, "1 hook: a(-100)"),

        new Scenario("an alert that was told while it was silenced for less than repeat_interval is new again afterwards", Routes("1s", "1s", "1h"))
            .Post(1, "a start=0.5 end=60", "b start=0.5 end=60")
            .Silence(2.2, "alertname", "a", from: 2.2, to: 4.5)
            .Post(3.3, "c start=3 end=60")
            .Tells(6.5, "2 hook: a(0.5) b(0.5)", "4 hook: b(0.5) c(3)", "5 hook: a(0.5) b(0.5) c(3)"),
    ];
}
