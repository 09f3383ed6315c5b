using System.Text;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Model.Matchers;

namespace Tocsin.Notifier.Routing;

/// <summary>Hands down what routes inherit and names each node: from the tree as written to the tree that is applied.</summary>
internal static class RouteTreeBuilder
{
    /// <summary>Takes a route that the loader has checked.</summary>
    public static RouteTree Build(RouteConfig root) => new(Node(root, parent: null, twin: 0));

    private static Route Node(RouteConfig config, Inherited? parent, int twin)
    {
        string own = MatchersText(config.Matchers);
        string path = parent is null ? own : parent.Path + "/" + own;
        string id = (parent is null ? own : parent.Id + "/" + own) + (twin > 0 ? $"#{twin}" : "");
        Inherited here = new(
            id,
            path,
            config.Receiver ?? parent?.Receiver ?? "",
            config.GroupByAll ? GroupBy.All : config.GroupBy is { } names ? GroupBy.Labels(names) : parent?.GroupBy ?? GroupBy.Labels([]),
            config.GroupWait ?? parent?.GroupWait ?? RouteConfig.DefaultGroupWait,
            config.GroupInterval ?? parent?.GroupInterval ?? RouteConfig.DefaultGroupInterval,
            config.RepeatInterval ?? parent?.RepeatInterval ?? RouteConfig.DefaultRepeatInterval,
            Merge(parent?.Labels, config.Labels));
        return new Route
        {
            Id = id,
            Path = path,
            Receiver = here.Receiver,
            GroupBy = here.GroupBy,
            GroupWait = here.GroupWait,
            GroupInterval = here.GroupInterval,
            RepeatInterval = here.RepeatInterval,
            Labels = here.Labels,
            Continue = config.Continue,
            Matchers = config.Matchers,
            MuteTimeIntervals = config.MuteTimeIntervals,
            ActiveTimeIntervals = config.ActiveTimeIntervals,
            Field = config.Field,
            Routes = Children(config.Routes, here),
        };
    }

    private static Route[] Children(IReadOnlyList<RouteConfig> routes, Inherited parent)
    {
        var twins = new Dictionary<string, int>(StringComparer.Ordinal);
        var nodes = new Route[routes.Count];
        for (int i = 0; i < nodes.Length; i++)
        {
            string text = MatchersText(routes[i].Matchers);
            int twin = twins.GetValueOrDefault(text);
            twins[text] = twin + 1;
            nodes[i] = Node(routes[i], parent, twin);
        }
        return nodes;
    }

    private static string MatchersText(IReadOnlyList<Matcher> matchers)
    {
        var text = new StringBuilder("{");
        foreach (Matcher matcher in matchers)
        {
            if (text.Length > 1) text.Append(',');
            text.Append(MatcherText.Of(matcher));
        }
        return text.Append('}').ToString();
    }

    private static IReadOnlyDictionary<string, string> Merge(IReadOnlyDictionary<string, string>? parent, IReadOnlyDictionary<string, string> own)
    {
        if (parent is null || parent.Count == 0) return own;
        if (own.Count == 0) return parent;
        var merged = new Dictionary<string, string>(parent, StringComparer.Ordinal);
        foreach ((string name, string template) in own) merged[name] = template;
        return merged;
    }

    private sealed record Inherited(
        string Id,
        string Path,
        string Receiver,
        GroupBy GroupBy,
        TimeSpan GroupWait,
        TimeSpan GroupInterval,
        TimeSpan RepeatInterval,
        IReadOnlyDictionary<string, string> Labels);
}
