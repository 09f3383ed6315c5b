using Tocsin.Templating.Go.Execution;
using Tocsin.Templating.Go.Parsing;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Notifications;

/// <summary>
/// Labels of a route may be templates and use each other through <c>routeLabels</c>: each is expanded once in an execution, and a circle is an error.
/// </summary>
internal sealed class RouteLabelReader(TemplateSet templates, NotificationData data) : IGoHost
{
    private readonly Dictionary<string, string> _expanded = new(StringComparer.Ordinal);
    private readonly List<string> _open = [];

    public GoValue Answer(string function, string argument, GoRun run) =>
        GoValue.Of(function == "externalURL" ? data.ExternalUrl : Expand(argument, run));

    private string Expand(string name, GoRun run)
    {
        if (_expanded.TryGetValue(name, out string? known)) return known;
        if (!data.RouteLabels.TryGet(name, out string? text)) return "";
        if (!text.Contains("{{", StringComparison.Ordinal)) return text;
        int start = _open.IndexOf(name);
        if (start >= 0) throw new GoFailure("route label cycle detected: " + string.Join(" -> ", _open.Skip(start).Append(name)));
        run.CheckDepth(_open.Count);
        _open.Add(name);
        try
        {
            string template = "routeLabel:" + name;
            return _expanded[name] = templates.Parse(template, text).Program.Execute(template, NotificationTypes.Of(data), run);
        }
        catch (Exception e) when (e is ParseFailure or ExecutionFailure)
        {
            throw new GoFailure(e.Message);
        }
        finally
        {
            _open.RemoveAt(_open.Count - 1);
        }
    }
}
