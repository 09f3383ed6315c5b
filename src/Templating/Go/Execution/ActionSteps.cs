using Tocsin.Templating.Go.Parsing;
using Tocsin.Templating.Go.Printing;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Execution;

/// <summary>Prints what a pipeline comes to, or only keeps it in variables.</summary>
internal sealed class ActionStep(Node node, PipeExpression pipe) : Step
{
    public override Flow Run(Frame frame, GoValue dot)
    {
        frame.Run.Step();
        frame.At = node;
        GoValue value = pipe.Evaluate(frame, dot, default);
        if (!pipe.Declares) Print(frame.Output, value);
        return Flow.Next;
    }

    private static void Print(GoWriter output, GoValue value)
    {
        if (value.IsNil) output.Write("<no value>");
        else if (value.Kind == GoKind.String && value.Type!.Text is null) output.Write(value.AsString());
        else if (value.Type!.Text is null && value.Type.Name.StartsWith('*')) new ValuePrinter(output).PrintParts(value);
        else new ValuePrinter(output).Print(value, 'v', FormatFlags.None);
    }
}

/// <summary>An action whose last command can write straight into the output: no text is made only to be copied.</summary>
internal sealed class DirectActionStep(Node node, PipeExpression value, GoFunction last, Node lastNode) : Step
{
    public override Flow Run(Frame frame, GoValue dot)
    {
        frame.Run.Step(2);
        frame.At = node;
        GoValue result = value.Evaluate(frame, dot, default);
        frame.At = lastNode;
        try
        {
            last.Direct!(result, frame.Output);
        }
        catch (GoFailure failure)
        {
            throw frame.Fail($"error calling {last.Name}: {failure.Message}");
        }
        return Flow.Next;
    }
}
