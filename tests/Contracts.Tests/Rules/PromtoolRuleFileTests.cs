using System.Text.Json;
using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Rules;

namespace Tocsin.Contracts.Tests.Rules;

public sealed class PromtoolRuleFileTests
{
    // Only the expression or the template is wrong in these; the Engine's tests judge them with the real languages.
    private static readonly string[] WrongInAnotherLanguage = ["bad-rules-syntax.yml", "features.yml", "rules-bad.yml", "bad_expr.bad.yaml"];

    // We refuse a second document by policy, and our YAML kit does not fold merge keys (<<) yet.
    private static readonly string[] KnownDivergences = ["rules_multi_doc.yaml", "test_aliases.yaml"];

    [Fact]
    public void Our_verdict_on_every_rule_file_is_promtools()
    {
        string? folder = Environment.GetEnvironmentVariable("TOCSIN_CONFORMANCE_DIR");
        Assert.SkipWhen(folder is null, "TOCSIN_CONFORMANCE_DIR is not set");
        string root = Path.Combine(folder!, "promtool");
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(root, "expected_promtool_3.5.3.json")));
        var wrong = new List<string>();
        int judged = 0;
        foreach (JsonProperty file in expected.RootElement.GetProperty("check_rules").EnumerateObject())
        {
            if (Array.Exists(WrongInAnotherLanguage, name => file.Name.EndsWith("/" + name, StringComparison.Ordinal))) continue;
            var problems = new ConfigProblems();
            bool accepted = new RuleFileReader(new RuleChecks(_ => null, (_, _) => null), strict: true).Read(Path.Combine(root, file.Name), problems) is not null;
            judged++;
            bool agrees = accepted == (file.Value.GetProperty("rc").GetInt32() == 0);
            bool diverges = Array.Exists(KnownDivergences, name => file.Name.EndsWith("/" + name, StringComparison.Ordinal));
            if (agrees == diverges) wrong.Add($"{file.Name}: {(accepted ? "accepted" : string.Join("; ", problems.Errors))}");
        }
        Assert.True(judged > 30);
        Assert.Empty(wrong);
    }
}
