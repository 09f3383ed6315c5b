using System.Globalization;
using Scriban;
using Scriban.Functions;
using Scriban.Runtime;
using Scriban.Syntax;
using Tocsin.Templating.Go.Escaping;
using Tocsin.Templating.Go.Functions;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Layouts;

/// <summary>The functions of layouts: Scriban's own, without those that run text as code, and ours for alerts. One read-only object serves all executions.</summary>
internal static class LayoutFunctions
{
    public static ScriptObject Shared { get; } = Create();

    private static ScriptObject Create()
    {
        ScriptObject functions = TemplateContext.GetDefaultBuiltinObject();
        var objects = (ScriptObject)functions["object"]!;
        objects.Remove("eval");
        objects.Remove("eval_template");
        var date = (ScriptObject)functions["date"]!;
        Replace(date, "now", (Func<TemplateContext, DateTime>)Now);
        Replace(date, "utc_now", (Func<TemplateContext, DateTime>)Now);
        Replace(functions, "include", new LayoutInclude(new IncludeFunction()));
        Replace(functions, "include_join", new LayoutInclude(new IncludeJoinFunction()));
        Texts(functions);
        Alerts(functions);
        foreach (object? part in functions.Values)
        {
            if (part is ScriptObject group) group.IsReadOnly = true;
        }
        functions.IsReadOnly = true;
        return functions;
    }

    private static void Texts(ScriptObject functions)
    {
        functions.Import("safe_html", (Func<string?, SafeHtml>)(text => new SafeHtml(text ?? "")));
        functions.Import("safe_url", (Func<string?, string>)(url => url is not null && UrlText.IsSafe(url) ? url : "#"));
        functions.Import("cut", (Func<string?, int, string>)Cut);
        functions.Import("mrkdwn", (Func<string?, string>)Mrkdwn);
        functions.Import("json", (Func<TemplateContext, object?, string>)Json);
        functions.Import("duration", (Func<object?, string>)Duration);
        functions.Import("since", (Func<TemplateContext, DateTime?, TimeSpan?>)((context, time) => time is null ? null : Now(context) - time));
    }

    private static void Alerts(ScriptObject functions)
    {
        functions.Import("firing", (Func<ScriptArray?, ScriptArray>)(alerts => AlertLayout.With(alerts, "firing")));
        functions.Import("resolved", (Func<ScriptArray?, ScriptArray>)(alerts => AlertLayout.With(alerts, "resolved")));
        functions.Import("worst_first", (Func<ScriptArray?, ScriptArray>)AlertLayout.WorstFirst);
        functions.Import("silence_url", (Func<TemplateContext, ScriptObject?, string>)((context, labels) =>
            Base(context) + "/#/silences/new?filter=" + Uri.EscapeDataString(AlertLayout.Matchers(labels))));
        functions.Import("alerts_url", (Func<TemplateContext, ScriptObject?, string>)((context, labels) =>
            Base(context) + "/#/alerts?filter=" + Uri.EscapeDataString(AlertLayout.Matchers(labels))));
        functions.Import("explain_url", (Func<TemplateContext, ScriptObject?, string>)((context, alert) =>
            Base(context) + "/alerts/" + Uri.EscapeDataString(alert?["fingerprint"] as string ?? "")));
    }

    private static void Replace(ScriptObject functions, string name, object function)
    {
        functions.Remove(name);
        if (function is Delegate code) functions.Import(name, code);
        else functions.SetValue(name, function, readOnly: true);
    }

    private static GoRun Run(TemplateContext context) => ((LayoutContext)context).GoRun;

    private static string Base(TemplateContext context) => Run(context).Host.Answer("externalURL", "", Run(context)).AsString();

    private static DateTime Now(TemplateContext context) => Run(context).Clock.GetUtcNow().UtcDateTime;

    /// <summary>At most so many UTF-16 units, the strictest way to count; what was cut ends in an ellipsis.</summary>
    private static string Cut(string? text, int max)
    {
        if (text is null || max < 1) return "";
        if (text.Length <= max) return text;
        int keep = char.IsHighSurrogate(text[Math.Max(max - 2, 0)]) ? max - 2 : max - 1;
        return string.Concat(text.AsSpan(0, Math.Max(keep, 0)), "…");
    }

    /// <summary>What Slack's markup reads as markup becomes text.</summary>
    private static string Mrkdwn(string? text) =>
        (text ?? "").Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Json(TemplateContext context, object? value) =>
        value is string text ? JsonText.Of(GoValue.Of(text), Run(context)) : ObjectFunctions.ToJson(context, value);

    private static string Duration(object? value) => value switch
    {
        TimeSpan span => Humanize.Duration(Math.Floor(span.TotalSeconds)),
        IConvertible number => Humanize.Duration(number.ToDouble(CultureInfo.InvariantCulture)),
        _ => "",
    };
}

/// <summary>Scriban's include; in HTML its output is HTML already.</summary>
internal sealed class LayoutInclude(IScriptCustomFunction include) : IScriptCustomFunction
{
    public int RequiredParameterCount => include.RequiredParameterCount;

    public int ParameterCount => include.ParameterCount;

    public ScriptVarParamKind VarParamKind => include.VarParamKind;

    public Type ReturnType => typeof(object);

    public ScriptParameterInfo GetParameterInfo(int index) => include.GetParameterInfo(index);

    public object? Invoke(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement)
    {
        object? output = include.Invoke(context, callerContext, arguments, blockStatement);
        return output is string text && context is LayoutContext { Html: true } ? new SafeHtml(text) : output;
    }

    public ValueTask<object?> InvokeAsync(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement) =>
        ValueTask.FromResult(Invoke(context, callerContext, arguments, blockStatement));
}
