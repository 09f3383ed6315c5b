namespace Tocsin.Templating.Tests.Differential;

/// <summary>Where we mean to differ.</summary>
internal static class KnownDifferences
{
    public static bool Same(TemplateResult want, TemplateResult got) => Plain(want.Output) == Plain(got.Output) && Plain(want.Error) == Plain(got.Error);

    /// <summary>Lists of names have had a type with a Join method only since 0.34.</summary>
    private static string? Plain(string? text) => text?.Replace("template.Strings", "[]string", StringComparison.Ordinal);
}
