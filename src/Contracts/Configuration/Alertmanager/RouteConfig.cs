using Tocsin.Model.Matchers;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>One node of the routing tree as written: null is "not written", which a child inherits.</summary>
public sealed record RouteConfig
{
    /// <summary>Group by all labels: <c>group_by: ['...']</c>.</summary>
    public const string AllLabels = "...";

    /// <summary>Of the root, where nothing is written.</summary>
    public static readonly TimeSpan DefaultGroupWait = TimeSpan.FromSeconds(30);

    /// <inheritdoc cref="DefaultGroupWait"/>
    public static readonly TimeSpan DefaultGroupInterval = TimeSpan.FromMinutes(5);

    /// <inheritdoc cref="DefaultGroupWait"/>
    public static readonly TimeSpan DefaultRepeatInterval = TimeSpan.FromHours(4);

    public string? Receiver { get; init; }

    /// <summary>Label names in the order written; an empty list is one group without labels. Empty too when <see cref="GroupByAll"/>.</summary>
    public IReadOnlyList<string>? GroupBy { get; init; }

    public bool GroupByAll { get; init; }

    /// <summary>Zero is allowed.</summary>
    public TimeSpan? GroupWait { get; init; }

    public TimeSpan? GroupInterval { get; init; }

    public TimeSpan? RepeatInterval { get; init; }

    /// <summary>Not inherited.</summary>
    public bool Continue { get; init; }

    /// <summary>
    /// <c>matchers</c>, <c>match</c> and <c>match_re</c> together, sorted by name, value and operator: the order in which a group key prints them. One
    /// from match_re carries its anchored pattern, <c>^(?:...)$</c>. The root has none.
    /// </summary>
    public IReadOnlyList<Matcher> Matchers { get; init; } = [];

    /// <summary>Names of time intervals; not inherited.</summary>
    public IReadOnlyList<string> MuteTimeIntervals { get; init; } = [];

    /// <inheritdoc cref="MuteTimeIntervals"/>
    public IReadOnlyList<string> ActiveTimeIntervals { get; init; } = [];

    /// <summary>Templates by label name, merged from parent to child.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<RouteConfig> Routes { get; init; } = [];

    /// <summary>Where it stands in the file, for messages and the explain view: <c>route.routes[1]</c>.</summary>
    public string Field { get; init; } = "route";

    public int Line { get; init; }
}
