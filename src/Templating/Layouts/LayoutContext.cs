using System.Runtime.CompilerServices;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;
using Tocsin.Templating.Go.Escaping;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Layouts;

/// <summary>
/// One execution of a layout inside its sandbox. Scriban's own limits hold loops, recursion, single texts and regular expressions; the run of the
/// calling template holds time, steps, output and memory, and is asked at every node.
/// </summary>
internal sealed class LayoutContext : TemplateContext
{
    private const int MaxRounds = 200_000;
    private const int MaxRecursion = 60;
    private const int MaxText = 1024 * 1024;

    /// <summary>A node can be a whole function of Scriban's: the clock must be looked at more often than for Go's small steps.</summary>
    private const int StepsOfNode = 8;

    /// <summary>Texts above this count against the memory of the run.</summary>
    private const int LongText = 1024;
    private static readonly TimeSpan MaxRegexTime = TimeSpan.FromMilliseconds(250);

    private readonly GoRun _run;
    private readonly bool _html;
    private readonly LayoutTemplates _templates;

    public LayoutContext(GoWriter output, bool html, LayoutTemplates templates) : base(LayoutFunctions.Shared)
    {
        _run = output.Run;
        _html = html;
        _templates = templates;
        LoopLimit = MaxRounds;
        RecursiveLimit = MaxRecursion;
        LimitToString = MaxText;
        OutputLimit = _run.Limits.OutputChars;
        OnOutputLimit = ScriptLimitBehavior.Throw;
        OnStringLimit = ScriptLimitBehavior.Throw;
        RegexTimeOut = MaxRegexTime;
        EnableRelaxedTargetAccess = true;
        CancellationToken = _run.Cancel;
        NewLine = "\n";
        PushOutput(new LayoutOutput(output));
    }

    public GoRun GoRun => _run;

    /// <summary>Values are escaped for HTML when they are printed.</summary>
    public bool Html => _html;

    public override object? Evaluate(ScriptNode? scriptNode, bool aliasReturnedFunction)
    {
        _run.Step(StepsOfNode);
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw new GoLimitReached("layout is nested too deeply");
        object? value = base.Evaluate(scriptNode, aliasReturnedFunction);
        if (value is string { Length: > LongText } text) _run.Charge(text.Length);
        else if (scriptNode is ScriptAssignExpression or ScriptArrayInitializerExpression or ScriptObjectInitializerExpression or ScriptFunctionCall or ScriptPipeCall or ScriptThisExpression)
            LayoutValues.Check(value is null && scriptNode is ScriptAssignExpression assign ? base.Evaluate(assign.Target, true) : value, _run);
        return value;
    }

    public override TemplateContext Write(SourceSpan span, object? textAsObject)
    {
        if (!_html || textAsObject is null or SafeHtml) return base.Write(span, textAsObject);
        return Write(HtmlText.Escape(ObjectToString(textAsObject) ?? "", keepEntities: false, unquoted: false, _run));
    }

    /// <summary>Included templates are those of the configuration, parsed already.</summary>
    public override string GetTemplatePathFromName(string? templateName, ScriptNode? callerContext) => templateName ?? "";

    protected override Template CreateTemplate(string templatePath, ScriptNode? callerContext) =>
        _templates.Find(templatePath, callerContext?.Span ?? default);

    public override string? ObjectToString(object? value, bool nested = false) =>
        value is SafeHtml html ? html.ToString() : base.ObjectToString(value, nested);
}
