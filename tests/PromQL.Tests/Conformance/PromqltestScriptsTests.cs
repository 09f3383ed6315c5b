namespace Tocsin.PromQL.Tests.Conformance;

/// <summary>The field's own test scripts: every eval of every script passes.</summary>
public sealed class PromqltestScriptsTests
{
    [Fact]
    public async Task Every_eval_of_the_scripts_passes()
    {
        string? folder = Folder();
        Assert.SkipWhen(folder is null, "set TOCSIN_PROMQLTEST_DIR, or TOCSIN_CONFORMANCE_DIR with a folder promqltest");
        var broken = new List<string>();
        foreach (string path in Directory.GetFiles(folder!, "*.test").Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(path);
            List<EvalOutcome> outcomes = await new ScriptRunner().RunAsync(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
            TestContext.Current.TestOutputHelper!.WriteLine($"{name}: {outcomes.Count} evals");
            foreach (EvalOutcome outcome in outcomes)
                if (outcome.Difference is not null)
                    broken.Add($"{name}:{outcome.Line} {outcome.Query}  ->  {outcome.Difference}");
        }
        Assert.True(broken.Count == 0, $"{broken.Count} broken:\n" + string.Join('\n', broken.Take(100)));
    }

    private static string? Folder()
    {
        if (Environment.GetEnvironmentVariable("TOCSIN_PROMQLTEST_DIR") is { Length: > 0 } own) return own;
        return Environment.GetEnvironmentVariable("TOCSIN_CONFORMANCE_DIR") is { Length: > 0 } shared ? Path.Combine(shared, "promqltest") : null;
    }
}
