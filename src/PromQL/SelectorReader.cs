using Tocsin.Model.Matchers;
using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL;

/// <summary>Reads selectors as a query would.</summary>
public sealed class SelectorReader : ISelectorReader
{
    public bool TryRead(string text, out IReadOnlyList<Matcher> matchers, out string error)
    {
        ParseOutcome outcome = QueryEngine.ParseSelector(text);
        matchers = outcome.Expression is VectorSelector selector ? selector.Matchers : [];
        error = outcome.Error?.ToString() ?? "";
        return outcome.Expression is not null;
    }
}
