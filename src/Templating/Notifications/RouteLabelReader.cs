using Tocsin.Templating.Go.Execution;
using Tocsin.Templating.Go.Parsing;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Notifications;

/// <summary>
/// Labels of a route may be templates and use each other through <c>routeLabels</c>: each is expanded once in an execution, and a circle is an error.
/// </summary>
internal sealed class RouteLabelReader
{
    private readonly TemplateSet _templates;
    private readonly NotificationData _data;
    private readonly GoRun _run;
    private readonly Dictionary<string, string> _expanded = new(StringComparer.Ordinal);
    private readonly List<string> _open = [];

    public RouteLabelReader(TemplateSet templates, NotificationData data, GoRun run)
    {
        _data = data;
        _run = run;
        Function = GoFunction.Of("routeLabels", [GoType.String], (args, _) => GoValue.Of(Expand(args[0].AsString())));
        _templates = templates.With(Function);
    }

    public GoFunction Function { get; }

    private string Expand(string name)
    {
        if (_expanded.TryGetValue(name, out string? known)) return known;
        if (!_data.RouteLabels.TryGet(name, out string? text)) return "";
        if (!text.Contains("{{", StringComparison.Ordinal)) return text;
        int start = _open.IndexOf(name);
        if (start >= 0) throw new GoFailure("route label cycle detected: " + string.Join(" -> ", _open.Skip(start).Append(name)));
        _run.CheckDepth(_open.Count);
        _open.Add(name);
        try
        {
            string template = "routeLabel:" + name;
            return _expanded[name] = Interpreter.Execute(_templates.Parse(template, text), template, NotificationTypes.Of(_data), _run);
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
