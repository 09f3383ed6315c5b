using Tocsin.Templating.Go.Parsing;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Execution;

/// <summary><c>{{template}}</c>: found when it first runs, because templates may call each other in circles.</summary>
internal sealed class CallStep(TemplateNode node, Program program, PipeExpression? pipe) : Step
{
    private CompiledTemplate? _target;

    public override Flow Run(Frame frame, GoValue dot)
    {
        frame.Run.Step();
        frame.At = node;
        _target ??= program.Find(node.Name) ?? throw frame.Fail($"template {GoQuote.Quote(node.Name)} not defined");
        CheckDepth(frame);
        GoValue data = pipe is null ? default : pipe.Evaluate(frame, dot, default);
        _target.Body.Run(new Frame(_target, frame.Run, frame.Output, data, frame.Depth + 1), data);
        return Flow.Next;
    }

    private static void CheckDepth(Frame frame)
    {
        int most = frame.Run.Limits.Depth;
        if (frame.Depth >= most) throw new GoLimitReached(frame.Fail($"exceeded maximum template depth ({most})").Message);
        frame.Run.CheckDepth(0);
    }
}

/// <summary>A call of a template in another language.</summary>
internal sealed class ForeignCallStep(TemplateNode node, IForeignTemplates foreign, PipeExpression? pipe) : Step
{
    public override Flow Run(Frame frame, GoValue dot)
    {
        frame.Run.Step();
        frame.At = node;
        frame.Run.CheckDepth(frame.Depth + 1);
        GoValue data = pipe is null ? default : pipe.Evaluate(frame, dot, default);
        try
        {
            foreign.Render(node.Name, data, node.InHtml, frame.Output);
        }
        catch (GoFailure failure)
        {
            throw frame.Fail(node, failure.Message);
        }
        return Flow.Next;
    }
}
