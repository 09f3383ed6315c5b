using Tocsin.Templating.Go.Parsing;
using Tocsin.Templating.Go.Printing;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Execution;

/// <summary><c>if</c>, and <c>with</c>, whose body works on the value.</summary>
internal sealed class BranchStep(Node node, bool isWith, PipeExpression pipe, Step body, Step? otherwise) : Step
{
    public override Flow Run(Frame frame, GoValue dot)
    {
        frame.Run.Step();
        frame.Run.CheckDepth(0);
        frame.At = node;
        GoValue value = pipe.Evaluate(frame, dot, default);
        if (value.IsTrue()) return body.Run(frame, isWith ? value : dot);
        return otherwise is null ? Flow.Next : otherwise.Run(frame, dot);
    }
}

/// <summary><c>range</c>: the slots of its one or two variables are set anew in each round; a negative slot is none.</summary>
internal sealed class RangeStep(Node node, PipeExpression pipe, int indexSlot, int elementSlot, Step body, Step? otherwise) : Step
{
    public override Flow Run(Frame frame, GoValue dot)
    {
        frame.Run.Step();
        frame.Run.CheckDepth(0);
        frame.At = node;
        GoValue value = pipe.Evaluate(frame, dot, default);
        bool any = value.Kind switch
        {
            GoKind.Invalid => false,
            GoKind.Slice => List(frame, value.AsList(), value.Type!.Element == GoType.Any),
            GoKind.Map => Map(frame, value.AsMap(), value.Type!.Element == GoType.Any),
            GoKind.Int or GoKind.Uint => Numbers(frame, value),
            _ => throw frame.Fail($"range can't iterate over {Text(frame, value)}"),
        };
        return any || otherwise is null ? Flow.Next : otherwise.Run(frame, dot);
    }

    private bool List(Frame frame, IGoList list, bool held)
    {
        int count = list.Count;
        for (int i = 0; i < count; i++)
        {
            GoValue element = list[i];
            if (indexSlot >= 0) frame[indexSlot] = GoValue.Of((long)i);
            if (!Round(frame, held ? element with { Held = true } : element)) break;
        }
        return count > 0;
    }

    private bool Map(Frame frame, IGoMap map, bool held)
    {
        foreach ((string key, GoValue element) in map.Sorted())
        {
            if (indexSlot >= 0) frame[indexSlot] = GoValue.Of(key);
            if (!Round(frame, held ? element with { Held = true } : element)) break;
        }
        return map.Count > 0;
    }

    private bool Numbers(Frame frame, GoValue count)
    {
        if (indexSlot >= 0) throw frame.Fail($"can't use {Text(frame, count)} to iterate over more than one variable");
        long end = count.AsInt();
        for (long i = 0; i < end; i++)
        {
            if (!Round(frame, GoValue.Whole(count.Type!, i))) break;
        }
        return end > 0;
    }

    /// <summary>False: the loop was left.</summary>
    private bool Round(Frame frame, GoValue element)
    {
        frame.Run.Step();
        if (elementSlot >= 0) frame[elementSlot] = element;
        return body.Run(frame, element) != Flow.Break;
    }

    private static string Text(Frame frame, GoValue value) =>
        value.Type!.Name.StartsWith('*') ? GoFormat.PrintParts(value, frame.Run) : GoFormat.Print([value], frame.Run);
}
