using System.Text.Json;

namespace Tocsin.Templating.Tests.Conformance;

internal static class CaseFile
{
    public static JsonElement Read(string path)
    {
        string? folder = Environment.GetEnvironmentVariable("TOCSIN_CONFORMANCE_DIR");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "TOCSIN_CONFORMANCE_DIR is not set");
        return JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder!, path))).RootElement;
    }

    /// <summary>Ids of cases that do not pass yet, one to a line; what follows a number sign says why.</summary>
    public static IReadOnlySet<string> KnownFailures(string name) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Conformance", name))
            .Select(line => line.Split('#')[0].Trim())
            .Where(line => line.Length > 0)
            .ToHashSet(StringComparer.Ordinal);
}

/// <summary>Holds the list of known failures to what really happens, both ways.</summary>
internal sealed class CaseOutcome(IReadOnlySet<string> known)
{
    private readonly List<string> _problems = [];
    private readonly HashSet<string> _failed = new(StringComparer.Ordinal);
    private int _count;

    public void Add(string id, string? problem)
    {
        _count++;
        if (problem is null) return;
        _failed.Add(id);
        if (!known.Contains(id)) _problems.Add($"{id}: {problem}");
    }

    public void Check()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{_count - _failed.Count} of {_count} cases pass");
        _problems.AddRange(known.Except(_failed).Select(id => $"{id}: is listed as a known failure but passes (or is gone): take it off the list"));
        Assert.True(_problems.Count == 0, $"{_problems.Count} differences\n" + string.Join("\n\n", _problems));
    }
}
