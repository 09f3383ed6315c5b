namespace Tocsin.Templating.Rules;

/// <summary>Templates in the labels and annotations of alerting rules.</summary>
public static class RuleTemplate
{
    /// <summary>Null when the text parses, else the error.</summary>
    public static string? Check(string text, string alertName = "") => null;

    /// <summary>Expands one label's or annotation's text.</summary>
    public static TemplateResult Expand(string text, RuleTemplateData data, RuleQuery query, TimeProvider clock, CancellationToken cancel) =>
        TemplateResult.Failed("templates are not implemented yet");
}
