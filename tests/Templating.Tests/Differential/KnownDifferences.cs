namespace Tocsin.Templating.Tests.Differential;

/// <summary>Where we mean to differ, or cannot know what Go will print.</summary>
internal static class KnownDifferences
{
    /// <summary>Our address, always the same one, in the radixes of %x, %X, %d, %o and %b.</summary>
    private static readonly string[] Addresses =
        ["c00000000000", "C00000000000", "211106232532992", "6000000000000000", "110000000000000000000000000000000000000000000000"];

    public static bool Same(TemplateResult want, TemplateResult got) =>
        HasBrokenText(got) || HasInsides(want) || HasAddress(got)
        || (Plain(want.Output) == Plain(got.Output) && Plain(want.Error?.Trim()) == Plain(got.Error?.Trim()));

    /// <summary>Half a character: Go keeps its bytes, we have U+FFFD.</summary>
    private static bool HasBrokenText(TemplateResult result) =>
        Text(result).Contains('\uFFFD', StringComparison.Ordinal) || Text(result).Contains("ef%bf%bd", StringComparison.OrdinalIgnoreCase);

    /// <summary>What Go keeps inside of a time zone, all its changes, is printed by wrong verbs only.</summary>
    private static bool HasInsides(TemplateResult result) => Text(result).Contains("*time.Location=", StringComparison.Ordinal);

    private static bool HasAddress(TemplateResult result) => Array.Exists(Addresses, address => Text(result).Contains(address, StringComparison.Ordinal));

    private static string Text(TemplateResult result) => result.Output ?? result.Error!;

    private static string? Plain(string? text) => text is null ? null
        // Go stops at 100,000 templates that call each other, we much earlier.
        : text.Contains("exceeded maximum template depth", StringComparison.Ordinal) ? "too deep"
        // Lists of names have had a type with a Join method only since 0.34.
        : text.Replace("template.Strings", "[]string", StringComparison.Ordinal);
}
