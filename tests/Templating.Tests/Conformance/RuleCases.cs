using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Tocsin.Templating.Rules;

namespace Tocsin.Templating.Tests.Conformance;

/// <summary>The recorded annotations and labels of alerting rules; the queries in them are answered from a table.</summary>
public sealed class RuleCases
{
    private const string File = "rule_templates/rule_template_cases.json";

    [Fact]
    public void Every_recorded_rule_template_expands_as_recorded_but_the_listed_ones()
    {
        JsonElement cases = CaseFile.Read(File);
        var outcome = new CaseOutcome(CaseFile.KnownFailures("rule_known_failures.txt"));
        foreach (JsonElement one in cases.GetProperty("cases").EnumerateArray())
        {
            if (one.TryGetProperty("version_note", out _)) continue;
            string? problem = one.TryGetProperty("load_error", out JsonElement error) ? Refusal(one, error.GetString()!) : Expansion(one);
            outcome.Add(one.GetProperty("id").GetString()!, problem);
        }
        outcome.Check();
    }

    private static string? Refusal(JsonElement one, string want)
    {
        JsonElement rule = one.GetProperty("rule");
        string name = rule.GetProperty("alert").GetString()!;
        string? error = rule.GetProperty("annotations").EnumerateObject()
            .Select(a => RuleTemplate.Check(a.Value.GetString()!, name))
            .FirstOrDefault(e => e is not null);
        return error is not null && want.EndsWith(error, StringComparison.Ordinal) ? null : $"want {want}\n got {error ?? "no error"}";
    }

    private static string? Expansion(JsonElement one)
    {
        JsonElement rule = one.GetProperty("rule");
        string name = rule.GetProperty("alert").GetString()!;
        foreach (JsonElement alert in one.GetProperty("alerts").EnumerateArray())
        {
            RuleTemplateData? data = RuleQueries.DataOf(rule.GetProperty("expr").GetString()!, name);
            if (data is null) return "the test does not know the rule's expression";
            foreach ((string part, string text) in Texts(rule))
            {
                string want = Recorded(alert, part);
                TemplateResult result = RuleTemplate.Expand(text, data, RuleQueries.Answer, new FakeTimeProvider(), TestContext.Current.CancellationToken);
                string got = result.Output ?? $"<error expanding template: {result.Error}>";
                if (got != want) return $"{part}: want {want}\n got {got}";
            }
        }
        return null;
    }

    private static IEnumerable<(string Part, string Text)> Texts(JsonElement rule) =>
        new[] { "annotations", "labels" }.SelectMany(kind => rule.GetProperty(kind).EnumerateObject().Select(p => ($"{kind}/{p.Name}", p.Value.GetString()!)));

    private static string Recorded(JsonElement alert, string part)
    {
        string[] path = part.Split('/', 2);
        return alert.GetProperty(path[0]).TryGetProperty(path[1], out JsonElement text) ? text.GetString()! : "";
    }
}
