using System.Runtime.CompilerServices;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Parsing;

/// <summary>Reads the structure of a template: text, actions, blocks and definitions. Pipelines are read by <see cref="PipelineParser"/>.</summary>
internal sealed class Parser
{
    private const int MaxDepth = 500;
    private const int MaxLength = 1024 * 1024;

    private readonly TemplateSource _source;
    private readonly TokenStream _tokens;
    private readonly PipelineParser _pipelines;
    private readonly List<ParsedTemplate> _templates = [];
    private int _rangeDepth;
    private int _depth;

    private Parser(TemplateSource source, Func<string, bool> isFunction)
    {
        _source = source;
        _tokens = new TokenStream(source.Text);
        _pipelines = new PipelineParser(source.Name, _tokens, isFunction);
    }

    /// <summary>The templates that the text defines, and last the one that its text outside of definitions is.</summary>
    /// <exception cref="ParseFailure"/>
    public static IReadOnlyList<ParsedTemplate> Parse(string name, string text, Func<string, bool> isFunction)
    {
        if (text.Length > MaxLength) throw new ParseFailure(name, 1, $"template is longer than {MaxLength} characters; split it into several");
        var parser = new Parser(new TemplateSource(name, text), isFunction);
        ListNode root = parser.TopLevel();
        parser.Add(new ParsedTemplate(name, parser._source, root));
        return parser._templates;
    }

    private ListNode TopLevel()
    {
        var nodes = new List<Node>();
        while (_tokens.Peek().Kind != TokenKind.End)
        {
            Token first = _tokens.Next();
            if (first.Kind == TokenKind.LeftDelimiter)
            {
                Token keyword = _tokens.NextNonSpace();
                if (keyword.Kind == TokenKind.Define)
                {
                    Definition();
                    continue;
                }
                _tokens.Back(keyword);
            }
            _tokens.Back(first);
            Node node = TextOrAction();
            if (node is EndNode or ElseNode) throw Fail($"unexpected {node}");
            nodes.Add(node);
        }
        return new ListNode(0, 1, nodes);
    }

    private void Definition()
    {
        const string Context = "define clause";
        string name = Name(Context);
        Expect(TokenKind.RightDelimiter, Context);
        ListNode body = Isolated(Context);
        Add(new ParsedTemplate(name, _source, body));
    }

    /// <summary>A name can be given once in a text; what is empty gives way.</summary>
    private void Add(ParsedTemplate template)
    {
        int known = _templates.FindIndex(t => t.Name == template.Name);
        if (known < 0) _templates.Add(template);
        else if (_templates[known].IsEmpty) _templates[known] = template;
        else if (!template.IsEmpty) throw Fail($"template: multiple definition of template {GoQuote.Quote(template.Name)}");
    }

    /// <summary>The body of a definition: it sees no variable and no range from outside.</summary>
    /// <param name="context">What is being defined.</param>
    /// <param name="errorLine">The line that an error about its end names; null: the one where it is met.</param>
    private ListNode Isolated(string context, int? errorLine = null)
    {
        int outerRanges = _rangeDepth;
        IReadOnlyList<string> outerVariables = _pipelines.StartScope();
        _rangeDepth = 0;
        (ListNode body, Node end) = List();
        if (end is not EndNode) throw new ParseFailure(_source.Name, errorLine ?? _tokens.Line, $"unexpected {end} in {context}");
        _pipelines.EndScope(outerVariables);
        _rangeDepth = outerRanges;
        return body;
    }

    private (ListNode Body, Node End) List()
    {
        if (++_depth > MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw Fail($"blocks nested deeper than {MaxDepth}");
        Token start = _tokens.PeekNonSpace();
        var nodes = new List<Node>();
        while (_tokens.PeekNonSpace().Kind != TokenKind.End)
        {
            Node node = TextOrAction();
            if (node is EndNode or ElseNode)
            {
                _depth--;
                return (new ListNode(start.Position, start.Line, nodes), node);
            }
            nodes.Add(node);
        }
        throw Fail("unexpected EOF");
    }

    private Node TextOrAction()
    {
        Token token = _tokens.NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Text: return new TextNode(token.Position, token.Line, token.Text);
            case TokenKind.LeftDelimiter:
                _pipelines.ActionLine = token.Line;
                Node action = Action();
                _pipelines.ActionLine = 0;
                return action;
            default: throw _pipelines.Unexpected(token, "input");
        }
    }

    private Node Action()
    {
        Token token = _tokens.NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.If: return Branch(token, BranchKind.If, "if");
            case TokenKind.With: return Branch(token, BranchKind.With, "with");
            case TokenKind.Range: return Branch(token, BranchKind.Range, "range");
            case TokenKind.Block: return Block(token);
            case TokenKind.Template: return Call();
            case TokenKind.Break: return Jump(token, new BreakNode(token.Position, token.Line));
            case TokenKind.Continue: return Jump(token, new ContinueNode(token.Position, token.Line));
            case TokenKind.Else: return Else();
            case TokenKind.EndKeyword:
                Token end = Expect(TokenKind.RightDelimiter, "end");
                return new EndNode(end.Position, end.Line);
        }
        _tokens.Back(token);
        // Its variables live on until the enclosing block ends.
        return new ActionNode(token.Position, token.Line, _pipelines.Parse("command", TokenKind.RightDelimiter));
    }

    private BranchNode Branch(Token keyword, BranchKind kind, string context)
    {
        int variables = _pipelines.VariableCount;
        PipeNode pipe = _pipelines.Parse(context, TokenKind.RightDelimiter);
        if (kind == BranchKind.Range) _rangeDepth++;
        (ListNode body, Node end) = List();
        if (kind == BranchKind.Range) _rangeDepth--;
        ListNode? otherwise = end is ElseNode ? Otherwise(kind) : null;
        _pipelines.DropVariables(variables);
        return new BranchNode(pipe.Position, pipe.Line, kind, pipe, body, otherwise);
    }

    private ListNode Otherwise(BranchKind kind)
    {
        Token next = _tokens.Peek();
        // {{else if}} and {{else with}}: the nested block shares our {{end}}.
        if ((kind, next.Kind) is (BranchKind.If, TokenKind.If) or (BranchKind.With, TokenKind.With))
        {
            if (++_depth > MaxDepth) throw Fail($"blocks nested deeper than {MaxDepth}");
            _tokens.Next();
            BranchNode nested = Branch(next, kind, kind == BranchKind.If ? "if" : "with");
            _depth--;
            return new ListNode(next.Position, next.Line, [nested]);
        }
        (ListNode body, Node end) = List();
        if (end is not EndNode) throw Fail($"expected end; found {end}");
        return body;
    }

    private ElseNode Else()
    {
        Token next = _tokens.PeekNonSpace();
        if (next.Kind is TokenKind.If or TokenKind.With)
        {
            // The caller finds the keyword right behind, without the space.
            _tokens.Back(_tokens.NextNonSpace());
            return new ElseNode(next.Position, next.Line);
        }
        Token end = Expect(TokenKind.RightDelimiter, "else");
        return new ElseNode(end.Position, end.Line);
    }

    private Node Jump(Token keyword, Node node)
    {
        Token end = _tokens.NextNonSpace();
        if (end.Kind != TokenKind.RightDelimiter) throw _pipelines.Unexpected(end, node.ToString()!);
        if (_rangeDepth == 0) throw Fail("{{" + keyword.Text + "}} outside {{range}}");
        return node;
    }

    private TemplateNode Block(Token keyword)
    {
        const string Context = "block clause";
        string name = Name(Context);
        PipeNode pipe = _pipelines.Parse(Context, TokenKind.RightDelimiter);
        Add(new ParsedTemplate(name, _source, Isolated(Context, _tokens.Line)));
        return new TemplateNode(keyword.Position, keyword.Line, name, pipe);
    }

    private TemplateNode Call()
    {
        const string Context = "template clause";
        Token at = _tokens.PeekNonSpace();
        string name = Name(Context);
        PipeNode? pipe = null;
        Token next = _tokens.NextNonSpace();
        if (next.Kind != TokenKind.RightDelimiter)
        {
            _tokens.Back(next);
            pipe = _pipelines.Parse(Context, TokenKind.RightDelimiter);
        }
        return new TemplateNode(at.Position, at.Line, name, pipe);
    }

    private string Name(string context)
    {
        Token token = _tokens.NextNonSpace();
        if (token.Kind is not (TokenKind.String or TokenKind.RawString)) throw _pipelines.Unexpected(token, context);
        return GoQuote.TryUnquote(token.Text, out string? name) ? name : throw Fail("invalid syntax");
    }

    private Token Expect(TokenKind kind, string context)
    {
        Token token = _tokens.NextNonSpace();
        return token.Kind == kind ? token : throw _pipelines.Unexpected(token, context);
    }

    private ParseFailure Fail(string reason) => new(_source.Name, _tokens.Line, reason);
}
