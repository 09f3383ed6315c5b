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

    private static readonly string[] Texts =
    [
        "foo=bar", "foo = bar", " foo=bar ", "foo=\"bar\"", "foo!=bar", "foo=~bar", "foo!~bar", "foo=", "foo=\"\"", "=bar", "foo", "\"foo\"=bar", "\"foo", "foo=\"bar", "foo=bar,baz=qux",
        "foo=bar,", ",", "", "{foo=bar}", "{foo=bar", "foo=bar}", "{}", "foo==bar", "foo=~(", "foo=~\"a|b\"", "foo=a|b", "foo=\"\\d+\"", "foo=\\d+", "foo=\"\\\\d+\"", "foo=\"a\\nb\"", "foo=\"a\\tb\"",
        "föö=bar", "\"föö\"=bar", "foo=bär", "foo=🙂", "🙂=foo", "foo bar=baz", "foo=bar baz", "foo=\"bar\"baz", "foo=bar'", "foo='bar'", "foo=`bar`", "foo.bar=baz", "foo-bar=baz", "0foo=bar", "foo:bar=baz",
        "foo=bar=baz", "foo=!bar", "foo={bar}", "foo=\"{bar}\"", "foo~bar", "foo!bar", "foo=\"\\u00e9\"", "foo=\"\\x\"", "foo=\"\\xff\"", "foo=\\", "foo=\"a\"b\"", "\"\"=bar", "foo=~\"(?=x)\"", "foo=~[", "a=~a{1001}",
    ];

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
        foreach (string text in Texts) scenario.Asks(1, "/api/v2/alerts?filter=" + Uri.EscapeDataString(text), "");
        return scenario.Tells(1.5);
    }
}
