using Tocsin.Model.Labels;

namespace Tocsin.Engine.Rules;

/// <summary>What names a rule group everywhere: the file as configured and the name in it.</summary>
internal readonly record struct GroupKey(string File, string Name)
{
    /// <summary>The value of the label <c>rule_group</c> in metrics.</summary>
    public override string ToString() => File + ";" + Name;
}

/// <summary>A rule group as it is applied, with the global defaults filled in. Equal models need no restart.</summary>
internal sealed record RuleGroupModel
{
    public required GroupKey Key { get; init; }

    public required TimeSpan Interval { get; init; }

    public TimeSpan QueryOffset { get; init; }

    /// <summary>Most series or alerts a rule may give; 0 is no limit.</summary>
    public int Limit { get; init; }

    public required IReadOnlyList<RuleModel> Rules { get; init; }

    public bool Equals(RuleGroupModel? other) =>
        other is not null && Key == other.Key && Interval == other.Interval && QueryOffset == other.QueryOffset && Limit == other.Limit
        && Rules.SequenceEqual(other.Rules);

    public override int GetHashCode() => Key.GetHashCode();
}

/// <summary>A rule as it is applied; labels include those of the group. Label and annotation values of alerts are templates.</summary>
internal sealed record RuleModel
{
    public required string Name { get; init; }

    /// <summary>The expression as written: this is evaluated.</summary>
    public required string Expr { get; init; }

    /// <summary>The expression as the language prints it: this is shown and linked to.</summary>
    public string Query { get; init; } = "";

    /// <summary>What is evaluated: the places that notes name and the query log are those of the printed query, as upstream's are.</summary>
    public string Evaluated => Query.Length > 0 ? Query : Expr;

    public required bool IsAlerting { get; init; }

    public LabelSet Labels { get; init; } = LabelSet.Empty;

    /// <summary>Labels that the rule gives the empty value: they are taken from its results.</summary>
    public IReadOnlyList<string> RemovedLabels { get; init; } = [];

    public LabelSet Annotations { get; init; } = LabelSet.Empty;

    public TimeSpan For { get; init; }

    public TimeSpan KeepFiringFor { get; init; }

    /// <summary>What carries state over a reload or a restart: rules of one group with the same identity are told apart by their order.</summary>
    public string Identity => (IsAlerting ? "alert " : "record ") + Name + Labels;

    public bool Equals(RuleModel? other) =>
        other is not null && Name == other.Name && Expr == other.Expr && IsAlerting == other.IsAlerting && Labels == other.Labels
        && RemovedLabels.SequenceEqual(other.RemovedLabels) && Annotations == other.Annotations && For == other.For && KeepFiringFor == other.KeepFiringFor;

    public override int GetHashCode() => HashCode.Combine(Name, Expr);
}
