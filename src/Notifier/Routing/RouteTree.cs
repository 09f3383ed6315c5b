using Tocsin.Model.Labels;

namespace Tocsin.Notifier.Routing;

/// <summary>The routing tree: from an alert's labels to the routes that tell of it. Immutable, pure.</summary>
internal sealed class RouteTree
{
    private readonly Dictionary<string, Route> _byId;

    public RouteTree(Route root)
    {
        Root = root;
        _byId = Walk(root).ToDictionary(route => route.Id, StringComparer.Ordinal);
    }

    public Route Root { get; }

    /// <summary>Every node, parents first, in the order of the file.</summary>
    public IEnumerable<Route> Routes => Walk(Root);

    public Route? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>
    /// The routes of an alert: depth first; after a child that matches, later siblings are asked only if it says <c>continue</c>; a node whose
    /// children all decline takes the alert itself. Never empty, since the root takes everything.
    /// </summary>
    public IReadOnlyList<Route> Match(LabelSet labels)
    {
        var matched = new List<Route>(1);
        Match(Root, labels, matched);
        return matched;
    }

    /// <summary>The same, with every node that was asked on the way, in the order of asking.</summary>
    public IReadOnlyList<Route> Match(LabelSet labels, out IReadOnlyList<RouteVisit> visits)
    {
        var matched = new List<Route>(1);
        var asked = new List<RouteVisit>();
        Match(Root, labels, matched, asked);
        visits = asked;
        return matched;
    }

    private static bool Match(Route route, LabelSet labels, List<Route> matched, List<RouteVisit>? visits = null)
    {
        bool matches = route.Matches(labels);
        visits?.Add(new(route, matches));
        if (!matches) return false;
        bool taken = false;
        foreach (Route child in route.Routes)
        {
            if (!Match(child, labels, matched, visits)) continue;
            taken = true;
            if (!child.Continue) break;
        }
        if (!taken) matched.Add(route);
        return true;
    }

    private static IEnumerable<Route> Walk(Route route)
    {
        yield return route;
        foreach (Route child in route.Routes)
            foreach (Route below in Walk(child))
                yield return below;
    }
}

/// <summary>One node that was asked whether it takes an alert.</summary>
internal readonly record struct RouteVisit(Route Route, bool Matched)
{
    /// <summary>The first matcher that says no; null when all say yes.</summary>
    public Model.Matchers.Matcher? Refusal(LabelSet labels) => Matched ? null : Route.Matchers.FirstOrDefault(matcher => !matcher.Matches(labels));
}
