namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>
/// A whole alertmanager.yml: checked, defaults of upstream filled in, global values handed down to the receivers. Routes stay as written, since
/// what a route inherits depends on its place in the tree.
/// </summary>
public sealed record AlertmanagerConfig
{
    /// <summary>The file as it was named to us.</summary>
    public required string File { get; init; }

    public required GlobalConfig Global { get; init; }

    public required RouteConfig Route { get; init; }

    public IReadOnlyList<InhibitRuleConfig> InhibitRules { get; init; } = [];

    /// <summary>All receivers, also those that no route names; only the named ones are built.</summary>
    public IReadOnlyList<ReceiverConfig> Receivers { get; init; } = [];

    /// <summary>Globs of template files, relative ones resolved against the directory of the file. No match is fine.</summary>
    public IReadOnlyList<string> Templates { get; init; } = [];

    /// <summary>The intervals of <c>time_intervals</c> and of the deprecated <c>mute_time_intervals</c>; names are unique.</summary>
    public IReadOnlyList<NamedTimeInterval> TimeIntervals { get; init; } = [];

    /// <summary>What goes beyond Alertmanager.</summary>
    public TocsinConfig Tocsin { get; init; } = new();

    /// <summary>The configuration as it may be shown: normalised YAML, secrets masked.</summary>
    public string Original { get; init; } = "";
}
