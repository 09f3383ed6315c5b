namespace Tocsin.PromQL.Tests.Conformance;

/// <summary>
/// The field's own test scripts. The list beside this file names the evals that do not pass yet: the test fails when another one breaks, and when
/// one of the list passes, so that the list stays true.
/// </summary>
public sealed class PromqltestScriptsTests
{
    [Fact]
    public async Task The_scripts_pass_but_for_the_evals_that_are_listed()
    {
        string? folder = Folder();
        Assert.SkipWhen(folder is null, "set TOCSIN_PROMQLTEST_DIR, or TOCSIN_CONFORMANCE_DIR with a folder promqltest");
        var actual = new SortedSet<string>(StringComparer.Ordinal);
        var all = new HashSet<string>();
        var report = new List<string>();
        foreach (string path in Directory.GetFiles(folder!, "*.test").Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(path);
            List<EvalOutcome> outcomes = await new ScriptRunner().RunAsync(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
            int failed = outcomes.Count(o => o.Difference is not null);
            report.Add($"{name}: {outcomes.Count - failed} of {outcomes.Count}");
            foreach (EvalOutcome outcome in outcomes)
            {
                all.Add($"{name}:{outcome.Line}");
                if (outcome.Difference is null) continue;
                actual.Add($"{name}:{outcome.Line}");
                if (Environment.GetEnvironmentVariable("TOCSIN_PROMQLTEST_VERBOSE") is not null)
                    report.Add($"  {name}:{outcome.Line} {outcome.Query}  ->  {outcome.Difference}");
            }
        }
        foreach (string line in report) TestContext.Current.TestOutputHelper!.WriteLine(line);
        // Where a new list is wanted, it is written: review it before it is committed.
        if (Environment.GetEnvironmentVariable("TOCSIN_PROMQLTEST_RECORD") is { } record)
            await File.WriteAllLinesAsync(record, actual, TestContext.Current.CancellationToken);
        HashSet<string> listed = [.. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Conformance", "not-passing.txt")).Where(l => l.Length > 0)];
        listed.IntersectWith(all);
        Assert.True(actual.IsSubsetOf(listed), "broken: " + string.Join(", ", actual.Except(listed)) + "\n" + string.Join('\n', report));
        Assert.True(listed.IsSubsetOf(actual), "passing now, take it off the list: " + string.Join(", ", listed.Except(actual)));
    }

    private static string? Folder()
    {
        if (Environment.GetEnvironmentVariable("TOCSIN_PROMQLTEST_DIR") is { Length: > 0 } own) return own;
        return Environment.GetEnvironmentVariable("TOCSIN_CONFORMANCE_DIR") is { Length: > 0 } shared ? Path.Combine(shared, "promqltest") : null;
    }
}
