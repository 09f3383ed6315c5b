using Tocsin.Templating.Go.Functions;
using Tocsin.Templating.Go.Parsing;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Execution;

/// <summary>Turns the tree of a template into steps: what can be known before the first execution is looked up only once.</summary>
internal sealed class Compiler
{
    private readonly Program _program;
    private readonly FunctionTable _functions;
    private readonly Scope _scope = new();
    private readonly PipelineCompiler _pipelines;

    private Compiler(Program program, FunctionTable functions)
    {
        _program = program;
        _functions = functions;
        _pipelines = new PipelineCompiler(_scope, functions);
    }

    public static CompiledTemplate Compile(ParsedTemplate template, Program program, FunctionTable functions)
    {
        var compiler = new Compiler(program, functions);
        Step body = compiler.List(template.Root);
        return new CompiledTemplate(template, body, compiler._scope.SlotCount);
    }

    private SequenceStep List(ListNode list) => new([.. list.Nodes.Select(One)]);

    private Step One(Node node) => node switch
    {
        TextNode text => new TextStep(text.Text),
        ActionNode action => Action(action),
        ListNode list => List(list),
        BranchNode { Kind: BranchKind.Range } range => Range(range),
        BranchNode branch => Branch(branch),
        TemplateNode call => Call(call),
        BreakNode => new JumpStep(Flow.Break),
        ContinueNode => new JumpStep(Flow.Continue),
        _ => throw new InvalidOperationException($"not a part of a finished tree: {node}"),
    };

    private Step Action(ActionNode action)
    {
        PipeNode pipe = action.Pipe;
        // Its variables stay in sight until the enclosing block ends.
        bool direct = pipe.Declarations.Count == 0 && pipe.Commands.Count > 1 && pipe.Commands[^1].Arguments is [IdentifierNode];
        if (direct && pipe.Commands[^1].Arguments[0] is IdentifierNode last && _functions.TryGet(last.Name, out GoFunction? function)
            && function.Direct is not null)
            return new DirectActionStep(action, _pipelines.Compile(pipe, pipe.Commands.Count - 1), function, pipe.Commands[^1]);
        return new ActionStep(action, _pipelines.Compile(pipe));
    }

    private BranchStep Branch(BranchNode branch)
    {
        int mark = _scope.Mark;
        PipeExpression pipe = _pipelines.Compile(branch.Pipe);
        Step body = Block(branch.Body);
        Step? otherwise = branch.Else is null ? null : Block(branch.Else);
        _scope.Drop(mark);
        return new BranchStep(branch, branch.Kind == BranchKind.With, pipe, body, otherwise);
    }

    private RangeStep Range(BranchNode range)
    {
        int mark = _scope.Mark;
        PipeExpression pipe = _pipelines.Compile(range.Pipe);
        int[] slots = [.. range.Pipe.Declarations.Select(v => _scope.Find(v.Names[0]))];
        Step body = Block(range.Body);
        Step? otherwise = range.Else is null ? null : Block(range.Else);
        _scope.Drop(mark);
        return slots.Length == 2
            ? new RangeStep(range, pipe, slots[0], slots[1], body, otherwise)
            : new RangeStep(range, pipe, -1, slots.Length == 1 ? slots[0] : -1, body, otherwise);
    }

    private SequenceStep Block(ListNode list)
    {
        int mark = _scope.Mark;
        SequenceStep step = List(list);
        _scope.Drop(mark);
        return step;
    }

    private Step Call(TemplateNode call)
    {
        int mark = _scope.Mark;
        PipeExpression? pipe = call.Pipe is null ? null : _pipelines.Compile(call.Pipe);
        _scope.Drop(mark);
        return _program.Foreign.Has(call.Name) ? new ForeignCallStep(call, _program.Foreign, pipe) : new CallStep(call, _program, pipe);
    }
}
