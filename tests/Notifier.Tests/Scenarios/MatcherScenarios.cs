using Tocsin.Model.Matchers;

namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>The languages of matchers (M1 to M6), by the filters of the API in each mode.</summary>
internal static class MatcherScenarios
{
    private const string Config = """
        route:
          receiver: team
          group_by: [alertname]
          group_wait: 0s
          routes:
          - matchers: ['z="1"', a=~"x|y", 'b!="2",c!~"3"']
            receiver: sorted
        receivers: [{name: team, webhook_configs: [{url: 'HOOK/team'}]}, {name: sorted, webhook_configs: [{url: 'HOOK/sorted'}]}]
        """;

    public static IReadOnlyList<Scenario> All { get; } =
    [
        Table("M1 and M5: the matchers of UTF-8", MatcherSyntax.Utf8Strict),
        Table("M2 and M5: the classic matchers", MatcherSyntax.Classic),
        Table("M3 and M4: the matchers of both", MatcherSyntax.Fallback),

        new Scenario("M6 the matchers of a route are sorted and printed in its key", Config)
            .Post(0.5, "x z=1 a=y start=0.5 end=60")
            .Tells(1.2, "0.5 sorted: x(0.5)"),
    ];

    private static Scenario Table(string name, MatcherSyntax syntax)
    {
        Scenario scenario = new Scenario(name, Config) { Settings = new() { Syntax = syntax } }.Post(0.5, "a foo=bar start=0.5 end=60", "b start=0.5 end=60");
        foreach ((string text, string utf8, string classic, string both) in MatcherTable.Texts)
            scenario.Asks(1, "/api/v2/alerts?filter=" + Uri.EscapeDataString(text), Says(syntax == MatcherSyntax.Utf8Strict ? utf8 : syntax == MatcherSyntax.Classic ? classic : both));
        return scenario.Tells(1.5, "0.5 team: a(0.5)", "0.5 team: b(0.5)");
    }

    private static string Says(string found) => found switch
    {
        "a" => "a(0.5..60)",
        "b" => "b(0.5..60)",
        "ab" => "a(0.5..60) | b(0.5..60)",
        "ba" => "b(0.5..60) | a(0.5..60)",
        _ => found,
    };
}
