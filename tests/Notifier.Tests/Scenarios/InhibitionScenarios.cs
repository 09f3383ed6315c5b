namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>Inhibition (I1 to I11) as stories.</summary>
internal static class InhibitionScenarios
{
    private static string Rule(string equal = "[]", string more = "", string form = "source_matchers: ['s=\"1\"'], target_matchers: ['t=\"1\"']") => $$"""
        route: {receiver: team, group_by: [], group_wait: 1s, group_interval: 1s}
        receivers: [{name: team, webhook_configs: [{url: 'HOOK/team'}]}]
        inhibit_rules: [{{{form}}, equal: {{equal}}}{{more}}]
        """;

    public static IReadOnlyList<Scenario> All { get; } =
    [
        One("I1 no source", Rule(), inhibited: false, "target t=1"),
        One("I2 no equal labels", Rule(), inhibited: true, "target t=1", "source s=1 a=b"),
        One("I4 a source that fires", Rule("[e]"), inhibited: true, "target t=1 e=x", "source s=1 e=x"),
        One("I5 another value", Rule("[e]"), inhibited: false, "target t=1 e=x", "source s=1 e=y"),
        One("I6 a target that is also a source, a source that is only that", Rule(), inhibited: true, "target t=1 s=1", "source s=1"),
        One("I7 both are both", Rule(), inhibited: false, "target t=1 s=1", "source t=1 s=1 a=b"),
        One("I8 the old spelling", Rule("[e]", form: "source_match: {s: '1'}, target_match_re: {t: '[12]'}"), inhibited: true, "target t=2 e=x", "source s=1 e=x"),
        One("I9 names, none and the same one twice", Rule(more: ", {name: n, source_matchers: [s=\"2\"], target_matchers: [t=\"2\"]}, {name: n, source_matchers: [s=\"3\"], target_matchers: [t=\"3\"]}"),
            inhibited: true, "target t=3", "source s=3"),
        One("I11 the label is missing on both sides", Rule("[e]"), inhibited: true, "target t=1", "source s=1 other=1"),
        One("I11 the label is missing on one side", Rule("[e]"), inhibited: false, "target t=1 e=x", "source s=1"),

        new Scenario("I3 and I10: a source that has ended inhibits no more", Rule("[e]"))
            .Post(0.5, "source s=1 e=x start=0.5 end=60", "target t=1 e=x start=0.5 end=60")
            .Asks(0.8, "/api/v2/alerts?inhibited=false", "source(0.5..60)")
            .Post(1.8, "source s=1 e=x start=0.5 end=1.7")
            .Asks(2, "/api/v2/alerts", "target(0.5..60)")
            .Post(2.8, "source s=1 e=x start=2.8 end=60")
            .Asks(3, "/api/v2/alerts?active=false", "target(0.5..60)~2e50e0edcf611a70")
            .Tells(3.2, "1.5 team: source(0.5)", "2.5 team: -source(0.5..1.5) target(0.5)"),

        new Scenario("I10 a second source goes on when the first has ended", Rule("[e]"))
            .Post(0.5, "one s=1 e=x start=0.5 end=60", "two s=1 e=x a=b start=0.5 end=60", "target t=1 e=x start=0.5 end=60")
            .Post(1.8, "one s=1 e=x start=0.5 end=1.7")
            .Tells(3, "1.5 team: one(0.5) two(0.5)", "2.5 team: -one(0.5..1.5) two(0.5)"),
    ];

    private static Scenario One(string name, string config, bool inhibited, params string[] alerts)
    {
        string[] names = [.. alerts.Where(alert => !(inhibited && alert.StartsWith("target", StringComparison.Ordinal)))
            .OrderBy(alert => alert.Split(' ').Length).ThenBy(alert => alert, StringComparer.Ordinal).Select(alert => alert.Split(' ')[0] + "(0.5)")];
        return new Scenario(name, config)
            .Post(0.5, [.. alerts.Select(alert => alert + " start=0.5 end=60")])
            .Asks(0.8, "/api/v2/alerts?active=false", inhibited ? "target(0.5..60)~" + Fingerprint(alerts[1]) : "")
            .Tells(2, "1.5 team: " + string.Join(' ', names));
    }

    private static string Fingerprint(string alert) => Model.Alerts.Fingerprint.Format(Model.Labels.LabelSet.Create(
        [("alertname", alert.Split(' ')[0]), .. alert.Split(' ').Skip(1).Select(pair => (pair.Split('=')[0], pair.Split('=')[1]))]).Fingerprint());
}
