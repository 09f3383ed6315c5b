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

        new Scenario("M6 a dot stands for no line feed: in routes, silences and filters", """
            route: {receiver: team, group_by: [alertname], group_wait: 500ms, routes: [{matchers: ['text=~".+"'], receiver: line}, {match_re: {text: 'two.*'}, receiver: line}]}
            receivers: [{name: team, webhook_configs: [{url: 'HOOK/team'}]}, {name: line, webhook_configs: [{url: 'HOOK/line'}]}]
            """)
            .Silence(0.3, "text", "two.*", from: 0, to: 60, regex: true)
            .Sends(0.5, "/api/v2/alerts", """
                [{"labels":{"alertname":"a","text":"two\nlines"},"startsAt":"@0.5","endsAt":"@60"},{"labels":{"alertname":"b","text":"two lines"},"startsAt":"@0.5","endsAt":"@60"}]
                """, "")
            .Asks(0.7, "/api/v2/alerts?filter=text%3D~%22two.*%22", "b(0.5..60)~it")
            .Asks(0.7, "/api/v2/alerts?filter=text%3D~%22(%3Fs)two.*%22&filter=alertname%3Da", "a(0.5..60)")
            .Tells(1.3, "1 team: a(0.5)"),
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
