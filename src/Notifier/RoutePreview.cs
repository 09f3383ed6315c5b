using System.Text;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Routing;

namespace Tocsin.Notifier;

/// <summary>A routing tree that nobody runs: where alerts would go, for the command line.</summary>
/// <param name="root">As the loader has checked it.</param>
public sealed class RoutePreview(RouteConfig root)
{
    private readonly RouteTree _routes = RouteTreeBuilder.Build(root);

    /// <summary>The receivers of an alert, in order of its routes, each once.</summary>
    public IReadOnlyList<string> ReceiversOf(LabelSet labels) => [.. _routes.Match(labels).Select(route => route.Receiver).Distinct(StringComparer.Ordinal)];

    /// <summary>The whole tree, a line a route.</summary>
    public string Tree() => Draw("Routing tree", _ => true, withContinue: true, _ => true);

    /// <summary>The part of the tree that an alert walks through.</summary>
    public string TreeOf(LabelSet labels)
    {
        var walked = new HashSet<Route>();
        IReadOnlyList<Route> targets = _routes.Match(labels);
        foreach (Route target in targets) Mark(_routes.Root, target, walked);
        return Draw("Matching routes", walked.Contains, withContinue: false, targets.Contains);
    }

    private static bool Mark(Route from, Route target, HashSet<Route> walked)
    {
        bool found = ReferenceEquals(from, target);
        foreach (Route child in from.Routes) found |= Mark(child, target, walked);
        if (found) walked.Add(from);
        return found;
    }

    private string Draw(string title, Func<Route, bool> shown, bool withContinue, Func<Route, bool> withReceiver)
    {
        var text = new StringBuilder(title).Append(":\n.\n");
        Draw(_routes.Root, "", isLast: true);
        return text.Append('\n').ToString();

        void Draw(Route route, string indent, bool isLast)
        {
            string matchers = route.Matchers.Count == 0 ? "default-route" : "{" + string.Join(',', route.Matchers.Select(MatcherText.Of)) + "}";
            text.Append(indent).Append(isLast ? "└── " : "├── ").Append(matchers);
            if (withContinue && route.Continue) text.Append("  continue: true");
            if (withReceiver(route)) text.Append("  receiver: ").Append(route.Receiver);
            text.Append('\n');
            Route[] children = [.. route.Routes.Where(shown)];
            for (int i = 0; i < children.Length; i++) Draw(children[i], indent + (isLast ? "    " : "│   "), i == children.Length - 1);
        }
    }
}
