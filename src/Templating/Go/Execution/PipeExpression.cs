using Tocsin.Templating.Go.Parsing;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Execution;

/// <summary>A pipeline: the value of each command becomes the last argument of the next; the last one's goes into the variables declared.</summary>
/// <param name="nested">Stands in parentheses: it may be deep inside others.</param>
internal sealed class PipeExpression(PipeNode node, Expression[] commands, int[] slots, bool nested) : Expression
{
    public bool Declares => slots.Length > 0;

    public override GoValue Evaluate(Frame frame, GoValue dot, GoValue final)
    {
        if (nested) frame.Run.CheckDepth(frame.Depth);
        frame.At = node;
        GoValue value = default;
        foreach (Expression command in commands)
        {
            frame.Run.Step();
            value = command.Evaluate(frame, dot, value);
            if (value.Held) value = value with { Held = false };
        }
        for (int i = 0; i < slots.Length; i++)
        {
            // Assigning to what was never declared parses, in Go too.
            if (slots[i] < 0) throw frame.Fail($"undefined variable: {node.Declarations[i].Names[0]}");
            frame[slots[i]] = value;
        }
        return value;
    }
}
