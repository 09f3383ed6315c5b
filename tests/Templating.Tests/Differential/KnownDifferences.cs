using System.Text.RegularExpressions;

namespace Tocsin.Templating.Tests.Differential;

/// <summary>Where we mean to differ.</summary>
internal static partial class KnownDifferences
{
    public static bool Same(TemplateResult want, TemplateResult got) => HasBrokenText(got) || Plain(want.Output) == Plain(got.Output) && Plain(want.Error?.Trim()) == Plain(got.Error?.Trim());

    /// <summary>Lists of names have had a type with a Join method only since 0.34.</summary>
    private static string? Plain(string? text) => text is null ? null
        // Go stops at 100,000 templates that call each other, we much earlier.
        : text.Contains("exceeded maximum template depth", StringComparison.Ordinal) ? "too deep"
        : Address().Replace(text.Replace("template.Strings", "[]string", StringComparison.Ordinal), "c000000000");

    /// <summary>Half a character: Go keeps its bytes, we have U+FFFD.</summary>
    private static bool HasBrokenText(TemplateResult result) =>
        (result.Output ?? result.Error!).Contains('\uFFFD', StringComparison.Ordinal) || (result.Output ?? "").Contains("ef%bf%bd", StringComparison.OrdinalIgnoreCase);

    /// <summary>Addresses in memory are never the same.</summary>
    [GeneratedRegex("[0-9a-f]{12}(?![0-9a-f])")]
    private static partial Regex Address();
}
