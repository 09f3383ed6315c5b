using Tocsin.Templating.Go.Parsing;
using Tocsin.Templating.Go.Printing;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Execution;

/// <summary>Walks a template's tree and writes. One instance serves one execution.</summary>
internal sealed class Interpreter(TemplateSet templates, GoRun run)
{
    private enum Flow
    {
        Next,
        Break,
        Continue,
    }

    private readonly GoWriter _output = new(run);
    private readonly Evaluator _evaluator = new(templates.Functions, run);

    /// <exception cref="ExecutionFailure"/>
    /// <exception cref="GoLimitReached"/>
    /// <exception cref="OperationCanceledException"/>
    public static string Execute(TemplateSet templates, string name, GoValue data, GoRun run)
    {
        if (!templates.TryGet(name, out ParsedTemplate? template))
            throw new ExecutionFailure($"template: {name}: {GoQuote.Quote(name)} is an incomplete or empty template");
        var interpreter = new Interpreter(templates, run);
        interpreter.Walk(new Frame(template, data, 0), data, template.Root);
        return interpreter._output.ToString();
    }

    private Flow Walk(Frame frame, GoValue dot, Node node)
    {
        run.Step();
        frame.At = node;
        switch (node)
        {
            case TextNode text:
                _output.Write(text.Text);
                return Flow.Next;
            case ActionNode action:
                GoValue value = _evaluator.Pipe(frame, dot, action.Pipe);
                if (action.Pipe.Declarations.Count == 0) Print(value);
                return Flow.Next;
            case ListNode list: return WalkList(frame, dot, list);
            case BranchNode { Kind: BranchKind.Range } range: return Range(frame, dot, range);
            case BranchNode branch: return Branch(frame, dot, branch);
            case TemplateNode call: return Call(frame, dot, call);
            case BreakNode: return Flow.Break;
            case ContinueNode: return Flow.Continue;
            default: throw frame.Fail($"unknown node: {node}");
        }
    }

    private Flow WalkList(Frame frame, GoValue dot, ListNode list)
    {
        foreach (Node node in list.Nodes)
        {
            Flow flow = Walk(frame, dot, node);
            if (flow != Flow.Next) return flow;
        }
        return Flow.Next;
    }

    private Flow Branch(Frame frame, GoValue dot, BranchNode branch)
    {
        run.CheckDepth(0);
        int mark = frame.Mark;
        GoValue value = _evaluator.Pipe(frame, dot, branch.Pipe);
        Flow flow = Flow.Next;
        if (value.IsTrue()) flow = Walk(frame, branch.Kind == BranchKind.With ? value : dot, branch.Body);
        else if (branch.Else is not null) flow = Walk(frame, dot, branch.Else);
        frame.Pop(mark);
        return flow;
    }

    private Flow Range(Frame frame, GoValue dot, BranchNode range)
    {
        run.CheckDepth(0);
        int outer = frame.Mark;
        GoValue value = _evaluator.Pipe(frame, dot, range.Pipe);
        int mark = frame.Mark;
        bool any = false;
        foreach ((GoValue index, GoValue element) in Elements(frame, range, value))
        {
            any = true;
            run.Step();
            Declare(frame, range.Pipe, index, element);
            Flow flow = Walk(frame, element, range.Body);
            frame.Pop(mark);
            if (flow == Flow.Break) break;
        }
        Flow after = Flow.Next;
        if (!any && range.Else is not null) after = Walk(frame, dot, range.Else);
        frame.Pop(outer);
        return after;
    }

    private static void Declare(Frame frame, PipeNode pipe, GoValue index, GoValue element)
    {
        IReadOnlyList<VariableNode> names = pipe.Declarations;
        if (names.Count == 0) return;
        if (pipe.IsAssign)
        {
            frame.Set(names[0].Names[0], names.Count > 1 ? index : element);
            if (names.Count > 1) frame.Set(names[1].Names[0], element);
            return;
        }
        frame.SetTop(1, element);
        if (names.Count > 1) frame.SetTop(2, index);
    }

    private IEnumerable<(GoValue Index, GoValue Element)> Elements(Frame frame, BranchNode range, GoValue value)
    {
        switch (value.Kind)
        {
            case GoKind.Invalid: break;
            case GoKind.Slice:
                IGoList list = value.AsList();
                for (int i = 0; i < list.Count; i++) yield return (GoValue.Of((long)i), list[i]);
                break;
            case GoKind.Map:
                foreach ((string key, GoValue element) in value.AsMap().Sorted()) yield return (GoValue.Of(key), element);
                break;
            case GoKind.Int or GoKind.Uint:
                if (range.Pipe.Declarations.Count > 1) throw frame.Fail($"can't use {Text(value)} to iterate over more than one variable");
                for (long i = 0; i < value.AsInt(); i++) yield return (GoValue.Of(i), value with { Data = i });
                break;
            default: throw frame.Fail($"range can't iterate over {Text(value)}");
        }
    }

    private Flow Call(Frame frame, GoValue dot, TemplateNode call)
    {
        if (!templates.TryGet(call.Name, out ParsedTemplate? template)) throw frame.Fail($"template {GoQuote.Quote(call.Name)} not defined");
        run.CheckDepth(frame.Depth + 1);
        int mark = frame.Mark;
        GoValue data = call.Pipe is null ? default : _evaluator.Pipe(frame, dot, call.Pipe);
        frame.Pop(mark);
        Walk(new Frame(template, data, frame.Depth + 1), data, template.Root);
        return Flow.Next;
    }

    private void Print(GoValue value)
    {
        if (value.IsNil) _output.Write("<no value>");
        else if (value.Kind == GoKind.String && value.Type!.Text is null) _output.Write(value.AsString());
        else new ValuePrinter(_output).Print(value, 'v', FormatFlags.None);
    }

    private string Text(GoValue value) => GoFormat.Print([value], run);
}
