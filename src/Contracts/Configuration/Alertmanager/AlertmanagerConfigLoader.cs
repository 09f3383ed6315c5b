using Tocsin.Model.Matchers;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>How a file is to be taken.</summary>
public sealed record AlertmanagerConfigOptions
{
    public static readonly AlertmanagerConfigOptions Default = new();

    /// <summary>Upstream's verdict exactly: what is misplaced, or ours, is refused.</summary>
    public bool Strict { get; init; }

    /// <summary>How matchers and label names are read.</summary>
    public MatcherSyntax Syntax { get; init; } = MatcherSyntax.Fallback;
}
