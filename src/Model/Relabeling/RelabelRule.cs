using Tocsin.Model.Matchers;

namespace Tocsin.Model.Relabeling;

/// <summary>What a relabelling rule does; the names are those of the configuration.</summary>
public enum RelabelAction
{
    Replace,
    Keep,
    Drop,
    KeepEqual,
    DropEqual,
    HashMod,
    LabelMap,
    LabelDrop,
    LabelKeep,
    Lowercase,
    Uppercase,
}

/// <summary>One rule of relabel_configs, metric_relabel_configs, alert_relabel_configs or write_relabel_configs.</summary>
public sealed record RelabelRule
{
    public RelabelAction Action { get; init; } = RelabelAction.Replace;

    public IReadOnlyList<string> SourceLabels { get; init; } = [];

    public string Separator { get; init; } = ";";

    public AnchoredRegex Regex { get; init; } = new("(.*)");

    public string TargetLabel { get; init; } = "";

    /// <summary>May name groups of <see cref="Regex"/> as <c>$1</c> or <c>${name}</c>.</summary>
    public string Replacement { get; init; } = "$1";

    public ulong Modulus { get; init; }
}
