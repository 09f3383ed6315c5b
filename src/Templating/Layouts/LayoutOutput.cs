using Scriban.Runtime;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Layouts;

/// <summary>Where a layout writes: into the message that called it, under the same limit.</summary>
internal sealed class LayoutOutput(GoWriter output) : IScriptOutput
{
    public void Write(string text, int offset, int count) => output.Write(text.AsSpan(offset, count));

    public ValueTask WriteAsync(string text, int offset, int count, CancellationToken cancellationToken)
    {
        Write(text, offset, count);
        return ValueTask.CompletedTask;
    }
}
