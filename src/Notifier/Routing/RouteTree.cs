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

    private static bool Match(Route route, LabelSet labels, List<Route> matched)
    {
        if (!route.Matches(labels)) return false;
        bool taken = false;
        foreach (Route child in route.Routes)
        {
            if (!Match(child, labels, matched)) continue;
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
