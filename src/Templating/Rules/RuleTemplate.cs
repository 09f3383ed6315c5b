using Tocsin.Templating.Go.Execution;
using Tocsin.Templating.Go.Parsing;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Rules;

/// <summary>Templates in the labels and annotations of alerting rules. Parsed ones are kept; any thread.</summary>
public static class RuleTemplate
{
    /// <summary>Stands before each text, on its first line: columns in errors count it, as upstream's do.</summary>
    private const string Prologue =
        "{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}{{$externalURL := .ExternalURL}}{{$value := .Value}}";

    private const int MaxKept = 10_000;
    private const long MaxKeptChars = 16 * 1024 * 1024;
    private static readonly TemplateCache<(string Name, string Text), TemplateSet> Parsed = new(MaxKept, MaxKeptChars);
    private static readonly TemplateSet Empty = new(RuleFunctions.Table);

    /// <summary>Null when the text parses, else the error.</summary>
    public static string? Check(string text, string alertName = "")
    {
        try
        {
            Parse(Name(alertName), text);
            return null;
        }
        catch (ParseFailure failure)
        {
            return failure.Message;
        }
    }

    /// <summary>Expands one label's or annotation's text.</summary>
    public static TemplateResult Expand(string text, RuleTemplateData data, RuleQuery query, TimeProvider clock, CancellationToken cancel) =>
        Expand(text, data, query, clock, TemplateLimits.Default, cancel);

    internal static TemplateResult Expand(
        string text, RuleTemplateData data, RuleQuery query, TimeProvider clock, TemplateLimits limits, CancellationToken cancel)
    {
        if (!text.Contains("{{", StringComparison.Ordinal)) return TemplateResult.Of(text);
        string name = Name(data.AlertName);
        try
        {
            var run = new GoRun(limits, clock, new RuleHost(query, data.ExternalUrl), cancel);
            return TemplateResult.Of(Parse(name, text).Program.Execute(name, RuleTypes.Of(data), run));
        }
        catch (ParseFailure failure)
        {
            return TemplateResult.Failed($"error parsing template {name}: {failure.Message}");
        }
        catch (Exception e) when (e is ExecutionFailure or GoLimitReached)
        {
            return TemplateResult.Failed($"error executing template {name}: {e.Message}");
        }
    }

    private static string Name(string alertName) => "__alert_" + alertName;

    private static TemplateSet Parse(string name, string text) =>
        Parsed.Get((name, text), name.Length + text.Length, key => Empty.Parse(key.Name, Prologue + key.Text));
}
