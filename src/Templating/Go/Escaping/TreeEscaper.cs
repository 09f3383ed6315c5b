using System.Runtime.CompilerServices;
using Tocsin.Templating.Go.Execution;
using Tocsin.Templating.Go.Parsing;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Escaping;

/// <summary>
/// Rewrites templates for HTML: follows the document through all branches and calls, and puts behind each pipeline the escapers that its place needs. A
/// template that is called in different places becomes one template for each kind of place.
/// </summary>
internal sealed class TreeEscaper
{
    private const int MaxVariants = 2000;

    private readonly TemplateSet _source;
    private readonly Dictionary<string, ParsedTemplate> _escaped = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HtmlContext> _endings = new(StringComparer.Ordinal);
    private readonly HashSet<string> _guessed = new(StringComparer.Ordinal);

    private TreeEscaper(TemplateSet source) => _source = source;

    /// <summary>The template and all it calls, escaped for HTML.</summary>
    /// <exception cref="ExecutionFailure">It cannot be done safely.</exception>
    public static TemplateSet Escape(TemplateSet source, string name)
    {
        var escaper = new TreeEscaper(source);
        if (!source.TryGet(name, out ParsedTemplate? template)) return source;
        try
        {
            HtmlContext end = escaper.Template(template, name, HtmlContext.Start);
            if (end.State != HtmlState.Text) throw Fail(template, template.Root, $"ends in a non-text context: {end.State}");
        }
        catch (EscapeFailure failure)
        {
            throw new ExecutionFailure(failure.Message);
        }
        return source.Add(escaper._escaped.Values).With(Escapers.All);
    }

    private HtmlContext Template(ParsedTemplate template, string variant, HtmlContext context)
    {
        if (_endings.TryGetValue(variant, out HtmlContext known))
        {
            if (!_escaped.ContainsKey(variant)) _guessed.Add(variant);
            return known;
        }
        if (_endings.Count >= MaxVariants || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw Fail(template, template.Root, "too many templates");
        // Until it is known better, a template that calls itself is taken to end where it began.
        _endings[variant] = context;
        (HtmlContext end, ListNode root) = List(template, context, template.Root);
        if (end != context && _guessed.Contains(variant))
        {
            _endings[variant] = end;
            (HtmlContext again, root) = List(template, context, template.Root);
            if (again != end) throw Fail(template, template.Root, $"cannot compute output context for template {template.Name}");
        }
        _endings[variant] = end;
        _escaped[variant] = new ParsedTemplate(variant, template.Source, root);
        return end;
    }

    private (HtmlContext, ListNode) List(ParsedTemplate template, HtmlContext context, ListNode list)
    {
        var nodes = new List<Node>(list.Nodes.Count);
        foreach (Node node in list.Nodes)
        {
            try
            {
                (context, Node escaped) = Escape(template, context, node);
                nodes.Add(escaped);
            }
            catch (EscapeFailure failure) when (!failure.Message.StartsWith("html/template:", StringComparison.Ordinal))
            {
                throw Fail(template, node, failure.Message);
            }
        }
        return (context, list with { Nodes = nodes });
    }

    private (HtmlContext, Node) Escape(ParsedTemplate template, HtmlContext context, Node node)
    {
        switch (node)
        {
            case TextNode text:
                (HtmlContext after, string escaped) = TextEscaper.Escape(context, text.Text);
                return (after, text with { Text = escaped });
            case ActionNode action when action.Pipe.Declarations.Count == 0: return Action(context, action);
            case BranchNode branch: return Branch(template, context, branch);
            case TemplateNode call: return Call(context, call);
            default: return (context, node);
        }
    }

    private static (HtmlContext, Node) Action(HtmlContext context, ActionNode action)
    {
        context = context.Nudge();
        IReadOnlyList<CommandNode> commands = action.Pipe.Commands;
        List<string> escapers = EscaperChoice.For(context);
        for (int i = 0; i < commands.Count; i++)
        {
            if (commands[i].Arguments[0] is not IdentifierNode { Name: "html" or "urlquery" } predefined) continue;
            bool unquoted = context is { State: HtmlState.Attribute, Delimiter: HtmlDelimiter.SpaceOrTagEnd } && predefined.Name == "html";
            if (i < commands.Count - 1 || unquoted) throw new EscapeFailure($"predefined escaper {GoQuote.Quote(predefined.Name)} disallowed in template");
            // The author's html in text does what ours would do again.
            if (predefined.Name == "html") escapers.RemoveAll(e => e is Escapers.Html or Escapers.Rcdata or Escapers.Attribute);
            else escapers.RemoveAll(e => e == Escapers.UrlEscape);
        }
        var all = new List<CommandNode>(commands);
        all.AddRange(escapers.Select(e => new CommandNode(action.Position, action.Line, [new IdentifierNode(action.Position, action.Line, e)])));
        HtmlContext after = context.State == HtmlState.Js ? context with { Slash = JsSlash.Division } : context;
        return (after, action with { Pipe = action.Pipe with { Commands = all } });
    }

    private (HtmlContext, Node) Branch(ParsedTemplate template, HtmlContext context, BranchNode branch)
    {
        (HtmlContext end, ListNode body) = List(template, context, branch.Body);
        if (branch.Kind == BranchKind.Range)
        {
            HtmlContext entry = Join(context, end, branch);
            // What the loop ends in is what its next round begins in.
            if (entry != context) (end, body) = List(template, entry, branch.Body);
            end = Join(entry, end, branch);
        }
        if (branch.Else is null) return (Join(context, end, branch), branch with { Body = body });
        (HtmlContext other, ListNode otherwise) = List(template, context, branch.Else);
        return (Join(end, other, branch), branch with { Body = body, Else = otherwise });
    }

    private (HtmlContext, Node) Call(HtmlContext context, TemplateNode call)
    {
        context = context.Nudge();
        if (_source.Foreign.Has(call.Name))
        {
            if (context.State != HtmlState.Text || context.Element != HtmlElement.Other)
                throw new EscapeFailure($"template {GoQuote.Quote(call.Name)} writes HTML and cannot stand inside {context.State}");
            return (context, call with { InHtml = true });
        }
        if (!_source.TryGet(call.Name, out ParsedTemplate? target)) return (context, call);
        string variant = context == HtmlContext.Start ? call.Name : call.Name + "$htmltemplate_" + context;
        HtmlContext end = Template(target, variant, context);
        return (end, call with { Name = variant });
    }

    private static HtmlContext Join(HtmlContext a, HtmlContext b, BranchNode branch)
    {
        if (a == b) return a;
        if (a with { Url = b.Url } == b) return a with { Url = UrlPart.Unknown };
        if (a with { Slash = b.Slash } == b) return a with { Slash = JsSlash.Unknown };
        HtmlContext x = a.Nudge(), y = b.Nudge();
        if (x == y) return x;
        throw new EscapeFailure("{{" + branch.KindName + $"}}}} branches end in different contexts: {a.State}, {b.State}");
    }

    private static EscapeFailure Fail(ParsedTemplate template, Node node, string reason) =>
        new($"html/template:{template.Source.Locate(node.Position)}: {reason}");
}
