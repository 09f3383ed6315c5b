namespace Tocsin.Model.Matchers;

/// <summary>Which language matchers are read in.</summary>
public enum MatcherSyntax
{
    /// <summary>UTF-8, with the classic reading where the two differ, and a warning that says so.</summary>
    Fallback,

    Classic,

    Utf8Strict,
}
