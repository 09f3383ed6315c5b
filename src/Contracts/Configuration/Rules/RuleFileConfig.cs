namespace Tocsin.Contracts.Configuration.Rules;

/// <summary>A rule file as written.</summary>
/// <param name="File">The path as it was named to us; with the group's name it identifies a group.</param>
public sealed record RuleFileConfig(string File, IReadOnlyList<RuleGroupConfig> Groups);

/// <summary>One group of a rule file as written; null values follow the global settings.</summary>
public sealed record RuleGroupConfig
{
    public required string Name { get; init; }

    /// <summary>Null or zero: the global evaluation_interval.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>Most series or alerts one rule may produce; 0 is no limit.</summary>
    public int Limit { get; init; }

    /// <summary>How far into the past the rules look; null: the global rule_query_offset.</summary>
    public TimeSpan? QueryOffset { get; init; }

    /// <summary>Labels of every rule in the group; a rule's own label of the same name wins.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public required IReadOnlyList<RuleConfig> Rules { get; init; }
}

/// <summary>One rule as written: a recording rule when <see cref="Record"/> is set, an alerting rule when <see cref="Alert"/> is.</summary>
public sealed record RuleConfig
{
    public string Record { get; init; } = "";

    public string Alert { get; init; } = "";

    public required string Expr { get; init; }

    public TimeSpan For { get; init; }

    public TimeSpan KeepFiringFor { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    public bool IsAlerting => Alert.Length > 0;

    public string Name => IsAlerting ? Alert : Record;
}

/// <summary>
/// The checks that need languages this project does not know. Each gives null when the text is good, else what is wrong with it.
/// </summary>
/// <param name="Expression">Judges PromQL text.</param>
/// <param name="Template">Judges a template: the alert's name and the text.</param>
public sealed record RuleChecks(Func<string, string?> Expression, Func<string, string, string?> Template);
