using System.Runtime.CompilerServices;
using Tocsin.Templating.Go.Execution;
using Tocsin.Templating.Go.Parsing;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Escaping;

/// <summary>
/// Rewrites templates for HTML: follows the document through all branches and calls, and puts behind each pipeline the escapers that its place needs. A
/// template that is called in different places becomes one template for each kind of place. What is wrong is carried along as a context: the walk goes
/// on, as a later error can say more.
/// </summary>
internal sealed class TreeEscaper
{
    private const int MaxVariants = 2000;

    private readonly TemplateSet _source;
    private readonly Dictionary<string, ParsedTemplate> _escaped = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HtmlContext> _endings = new(StringComparer.Ordinal);
    private readonly HashSet<string> _called = new(StringComparer.Ordinal);
    private List<(HtmlContext Context, Node Node)>? _jumps;
    private int _walked;

    private TreeEscaper(TemplateSet source) => _source = source;

    /// <summary>The template and all it calls, escaped for HTML.</summary>
    /// <exception cref="ExecutionFailure">It cannot be done safely.</exception>
    public static TemplateSet Escape(TemplateSet source, string name)
    {
        var escaper = new TreeEscaper(source);
        if (!source.TryGet(name, out ParsedTemplate? template)) return source;
        HtmlContext end = escaper.Template(template, name, HtmlContext.Start);
        if (end.Error is { } error) throw new ExecutionFailure(error.Message(name));
        if (end.State != HtmlState.Text) throw new ExecutionFailure(new EscapeError("", 0, $"ends in a non-text context: {end}").Message(name));
        return source.Replace(escaper._escaped.Values).With(Escapers.All);
    }

    private HtmlContext Template(ParsedTemplate template, string variant, HtmlContext context)
    {
        _called.Add(variant);
        if (_endings.TryGetValue(variant, out HtmlContext known)) return known;
        // A template that calls itself in ever new places would make variants without end.
        if (_walked++ >= MaxVariants || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            return Fail(template, template.Root, $"too many templates are called from {GoQuote.Quote(template.Name)}");
        (HtmlContext end, bool sure) = Body(template, variant, context, context);
        // If the end is not where it was taken to be, perhaps it stays where it came to.
        if (!sure && !end.IsError) (end, sure) = Body(template, variant, end, end);
        if (!sure && !end.IsError) end = Fail(template, template.Root, $"cannot compute output context for template {variant}");
        return end;
    }

    /// <param name="assumed">Where the template ends, for calls of itself: most end where they began.</param>
    private (HtmlContext End, bool Sure) Body(ParsedTemplate template, string variant, HtmlContext context, HtmlContext assumed)
    {
        List<(HtmlContext, Node)>? outer = _jumps;
        _endings[variant] = assumed;
        bool calledBefore = _called.Remove(variant);
        (HtmlContext end, ListNode root) = List(template, context, template.Root);
        bool recursive = _called.Contains(variant);
        if (calledBefore) _called.Add(variant);
        _jumps = outer;
        if (end.IsError || (recursive && end != assumed)) return (end, false);
        _endings[variant] = end;
        _escaped[variant] = new ParsedTemplate(variant, template.Source, root);
        return (end, true);
    }

    private (HtmlContext, ListNode) List(ParsedTemplate template, HtmlContext context, ListNode list)
    {
        var nodes = new List<Node>(list.Nodes.Count);
        foreach (Node node in list.Nodes)
        {
            if (context.State == HtmlState.Dead)
            {
                nodes.Add(node);
                continue;
            }
            (context, Node escaped) = One(template, context, node);
            nodes.Add(escaped);
        }
        return (context, list with { Nodes = nodes });
    }

    private (HtmlContext, Node) One(ParsedTemplate template, HtmlContext context, Node node)
    {
        switch (node)
        {
            case TextNode text:
                (HtmlContext after, string escaped) = TextEscaper.Escape(context, text.Text);
                return (after, text with { Text = escaped });
            case ActionNode action when action.Pipe.Declarations.Count == 0: return Action(template, context, action);
            case BranchNode { Kind: BranchKind.Range } range: return Range(template, context, range);
            case BranchNode branch: return Branch(template, context, branch);
            case TemplateNode call: return Call(template, context, call);
            case BreakNode or ContinueNode:
                _jumps?.Add((context, node));
                return (HtmlContext.Dead, node);
            default: return (context, node);
        }
    }

    private static (HtmlContext, Node) Action(ParsedTemplate template, HtmlContext context, ActionNode action)
    {
        context = context.Nudge();
        IReadOnlyList<CommandNode> commands = action.Pipe.Commands;
        for (int i = 0; i < commands.Count; i++)
        {
            if (commands[i].Arguments[0] is not IdentifierNode author || !EscapedPipeline.IsAuthors(author.Name)) continue;
            bool unquoted = context is { State: HtmlState.Attribute, Delimiter: HtmlDelimiter.SpaceOrTagEnd } && author.Name == "html";
            if (i < commands.Count - 1 || unquoted)
                return (Fail(template, action, $"predefined escaper {GoQuote.Quote(author.Name)} disallowed in template"), action);
        }
        if (context.IsError) return (context, action);
        if (EscaperChoice.For(context) is not { } escapers)
            return (Fail(template, action, $"{action} appears in an ambiguous context within a URL"), action);
        if (context.State == HtmlState.Js) context = context with { Slash = JsSlash.Division };
        return (context, action with { Pipe = EscapedPipeline.With(action.Pipe, escapers) });
    }

    private (HtmlContext, Node) Branch(ParsedTemplate template, HtmlContext context, BranchNode branch)
    {
        (HtmlContext end, ListNode body) = List(template, context, branch.Body);
        return Otherwise(template, context, branch with { Body = body }, branch, end);
    }

    /// <summary>A loop must come to the same context when it is gone through twice.</summary>
    private (HtmlContext, Node) Range(ParsedTemplate template, HtmlContext context, BranchNode range)
    {
        (HtmlContext end, ListNode body) = Round(template, context, range);
        if (end.IsError) return (end, range);
        List<(HtmlContext, Node)>? outer = _jumps;
        _jumps = [];
        HtmlContext again = Join(template, end, List(template, end, range.Body).Item1, range);
        if (again.Error is { } error)
        {
            _jumps = outer;
            return (HtmlContext.Failed(error with { Line = range.Line, Description = "on range loop re-entry: " + error.Description }), range);
        }
        again = WithJumps(template, again, range);
        _jumps = outer;
        return again.IsError ? (again, range) : Otherwise(template, context, range with { Body = body }, range, again);
    }

    private (HtmlContext, ListNode) Round(ParsedTemplate template, HtmlContext context, BranchNode range)
    {
        List<(HtmlContext, Node)>? outer = _jumps;
        _jumps = [];
        (HtmlContext end, ListNode body) = List(template, context, range.Body);
        if (!end.IsError) end = WithJumps(template, end, range);
        _jumps = outer;
        return (end, body);
    }

    /// <summary>Break and continue both go back to where the loop begins or ends.</summary>
    private HtmlContext WithJumps(ParsedTemplate template, HtmlContext end, BranchNode range)
    {
        foreach ((HtmlContext context, Node jump) in _jumps!.OrderBy(j => j.Node is ContinueNode))
        {
            end = HtmlContext.Join(end, context, d => new EscapeError(template.Source.Locate(jump.Position), jump.Line, "{{range}} " + d));
            if (end.Error is not { } error) continue;
            string word = jump is BreakNode ? "break" : "continue";
            return HtmlContext.Failed(error with { Line = jump.Line, Description = $"at range loop {word}: {error.Description}" });
        }
        return end;
    }

    private (HtmlContext, Node) Otherwise(ParsedTemplate template, HtmlContext context, BranchNode escaped, BranchNode branch, HtmlContext end)
    {
        if (branch.Else is null) return (Join(template, end, context, branch), escaped);
        (HtmlContext other, ListNode otherwise) = List(template, context, branch.Else);
        return (Join(template, end, other, branch), escaped with { Else = otherwise });
    }

    private (HtmlContext, Node) Call(ParsedTemplate template, HtmlContext context, TemplateNode call)
    {
        context = context.Nudge();
        if (_source.Foreign.Has(call.Name))
        {
            if (context.IsError) return (context, call);
            return context is { State: HtmlState.Text, Element: HtmlElement.Other }
                ? (context, call with { InHtml = true })
                : (Fail(template, call, $"template {GoQuote.Quote(call.Name)} writes HTML and cannot stand inside {context}"), call);
        }
        if (!_source.TryGet(call.Name, out ParsedTemplate? target)) return (Fail(template, call, $"no such template {GoQuote.Quote(call.Name)}"), call);
        string variant = ContextNames.Variant(call.Name, context);
        return (Template(target, variant, context), call with { Name = variant });
    }

    private static HtmlContext Join(ParsedTemplate template, HtmlContext a, HtmlContext b, BranchNode branch) =>
        HtmlContext.Join(a, b, d => new EscapeError(template.Source.Locate(branch.Position), branch.Line, "{{" + branch.KindName + "}} " + d));

    private static HtmlContext Fail(ParsedTemplate template, Node node, string reason) =>
        HtmlContext.Failed(new EscapeError(template.Source.Locate(node.Position), node.Line, reason));
}
