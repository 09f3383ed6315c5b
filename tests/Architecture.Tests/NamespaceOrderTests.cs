namespace Tocsin.Architecture.Tests;

/// <summary>Inside a project the rooms have an order: one may use those before it, never those behind it. So there are no circles.</summary>
public sealed class NamespaceOrderTests
{
    /// <summary>The order of docs/architecture.md. The root of a project, which registers and joins its rooms, may use them all.</summary>
    private static readonly Dictionary<string, string[]> Rooms = new()
    {
        ["Tocsin.Model"] = ["Labels", "Matchers", "Samples", "Alerts", "Relabeling", "Time", "Storage"],
        ["Tocsin.Tsdb"] = ["Chunks", "Index", "Wal", "Head", "Blocks", "Compaction", "Querying"],
        ["Tocsin.PromQL"] = ["Parsing", "Planning", "Execution"],
        ["Tocsin.Templating"] = ["Go", "Layouts", "Notifications", "Rules"],
        ["Tocsin.Contracts"] = ["Configuration", "Http", "Bus", "Remote", "Api"],
        ["Tocsin.Ingest"] = ["Discovery", "Scraping", "Exposition", "Endpoints"],
        ["Tocsin.Engine"] = ["Rules", "Alerting", "Querying", "Persistence", "Endpoints"],
        ["Tocsin.Notifier"] = ["Intake", "Routing", "Grouping", "Muting", "Pipeline", "Receivers", "Persistence", "Endpoints"],
        ["Tocsin.Web"] = ["Gateway", "Assets"],
        ["Tocsin.Host"] = ["Roles", "Telemetry", "Lifecycle", "Composition", "Cli"],
    };

    public static TheoryData<string> Projects => [.. Rooms.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_room_uses_only_the_rooms_before_it(string project)
    {
        IReadOnlyList<TypeUse> uses = CompiledTypes.UsesWithin(project);
        IEnumerable<string> broken = uses
            .Select(use => (use, From: Position(project, use.From), To: Position(project, use.To)))
            .Where(pair => pair.From >= 0 && pair.To > pair.From)
            .Select(pair => $"{pair.use.FromType} -> {pair.use.ToType}")
            .Distinct();
        Assert.Empty(broken);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_namespace_of_a_project_is_a_room_of_the_list(string project)
    {
        IEnumerable<string> strangers = CompiledTypes.Namespaces(project).Where(name => name != project && Position(project, name) < 0);
        Assert.Empty(strangers);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_two_namespaces_use_each_other_in_a_circle(string project)
    {
        var edges = CompiledTypes.UsesWithin(project)
            .Where(use => use.From != use.To && use.From != project && use.To != project)
            .GroupBy(use => use.From)
            .ToDictionary(group => group.Key, group => group.Select(use => use.To).Distinct().ToArray());
        Assert.Null(Circle.Find(edges));
    }

    [Fact]
    public void The_reader_of_compiled_code_sees_what_the_sources_use() =>
        Assert.Contains(CompiledTypes.UsesWithin("Tocsin.Notifier"), use => use.From == "Tocsin.Notifier.Receivers.Slack" && use.To == "Tocsin.Notifier.Pipeline");

    /// <summary>-1 for the root, which may use all.</summary>
    private static int Position(string project, string name)
    {
        if (name == project) return -1;
        string room = name[(project.Length + 1)..].Split('.')[0];
        return Array.IndexOf(Rooms[project], room);
    }
}
