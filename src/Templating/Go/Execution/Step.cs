using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Execution;

/// <summary>How execution goes on behind a step.</summary>
internal enum Flow
{
    Next,
    Break,
    Continue,
}

/// <summary>A part of a compiled template that does something: writes, branches, calls. Immutable.</summary>
internal abstract class Step
{
    public abstract Flow Run(Frame frame, GoValue dot);
}

internal sealed class SequenceStep(Step[] steps) : Step
{
    public override Flow Run(Frame frame, GoValue dot)
    {
        frame.Run.Step();
        foreach (Step step in steps)
        {
            Flow flow = step.Run(frame, dot);
            if (flow != Flow.Next) return flow;
        }
        return Flow.Next;
    }
}

internal sealed class TextStep(string text) : Step
{
    public override Flow Run(Frame frame, GoValue dot)
    {
        frame.Run.Step();
        frame.Output.Write(text);
        return Flow.Next;
    }
}

internal sealed class JumpStep(Flow flow) : Step
{
    public override Flow Run(Frame frame, GoValue dot)
    {
        frame.Run.Step();
        return flow;
    }
}
