namespace Tocsin.Templating.Rules;

/// <summary>What the templates of a rule's labels and annotations work on.</summary>
/// <param name="Labels">Labels of the sample that the rule's expression gave; <c>$labels</c>.</param>
/// <param name="Value">Its value; <c>$value</c>.</param>
/// <param name="ExternalUrl">The server's own address, with its path prefix; <c>$externalURL</c>.</param>
public sealed record RuleTemplateData(
    IReadOnlyDictionary<string, string> Labels,
    double Value,
    IReadOnlyDictionary<string, string> ExternalLabels,
    string ExternalUrl)
{
    /// <summary>Name of the alert; errors name the template after it.</summary>
    public string AlertName { get; init; } = "";
}

/// <summary>One sample that a query inside a template gave.</summary>
public sealed record RuleSample(IReadOnlyDictionary<string, string> Labels, double Value);

/// <summary>Runs an instant query at the rule's evaluation time; a scalar comes as one sample without labels.</summary>
/// <exception cref="RuleQueryException">The query failed; its message becomes part of the expansion's error.</exception>
public delegate IReadOnlyList<RuleSample> RuleQuery(string expression);

/// <summary>A query inside a template failed, e.g. <c>1:5: parse error: ...</c>.</summary>
public sealed class RuleQueryException : Exception
{
    public RuleQueryException(string message) : base(message)
    {
    }

    public RuleQueryException(string message, Exception inner) : base(message, inner)
    {
    }
}
