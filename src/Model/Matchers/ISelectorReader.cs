namespace Tocsin.Model.Matchers;

/// <summary>
/// Reads series selectors such as <c>up{job="a"}</c> for services that hold selectors in parameters and do not know the query language.
/// Thread-safe.
/// </summary>
public interface ISelectorReader
{
    /// <summary>False: the text is no selector and nothing else; <paramref name="error"/> says why in Prometheus' words, with line and column.</summary>
    /// <param name="matchers">There may be none, or none that selects: what such a selector means is the caller's.</param>
    bool TryRead(string text, out IReadOnlyList<Matcher> matchers, out string error);
}
