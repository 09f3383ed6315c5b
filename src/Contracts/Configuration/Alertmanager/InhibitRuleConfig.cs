using Tocsin.Model.Matchers;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>Alerts that match the target side are muted while one that matches the source side fires with the same values of the equal labels.</summary>
public sealed record InhibitRuleConfig
{
    /// <summary>May be empty and need not be unique.</summary>
    public string Name { get; init; } = "";

    /// <summary>Sorted; all forms (<c>source_matchers</c>, <c>source_match</c>, <c>source_match_re</c>) together.</summary>
    public IReadOnlyList<Matcher> SourceMatchers { get; init; } = [];

    /// <inheritdoc cref="SourceMatchers"/>
    public IReadOnlyList<Matcher> TargetMatchers { get; init; } = [];

    public IReadOnlyList<string> Equal { get; init; } = [];
}
