using System.Text;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Printing;

/// <summary>Go's print family. Numbers count from the left of the arguments; what does not fit is said in the output, as Go does.</summary>
internal static class GoFormat
{
    /// <summary>A blank between two values when neither is a text.</summary>
    public static string Print(ReadOnlySpan<GoValue> values, GoRun run)
    {
        if (values.Length == 1 && values[0].Type == GoType.String) return values[0].AsString();
        var output = new GoWriter(run);
        var printer = new ValuePrinter(output);
        for (int i = 0; i < values.Length; i++)
        {
            if (i > 0 && values[i].Kind != GoKind.String && values[i - 1].Kind != GoKind.String) output.Write(' ');
            printer.Print(values[i], 'v', FormatFlags.None);
        }
        return output.Take();
    }

    /// <summary>What a pointer points at: its parts, although it would have a text of its own.</summary>
    public static string PrintParts(GoValue value, GoRun run)
    {
        var output = new GoWriter(run);
        new ValuePrinter(output).PrintParts(value);
        return output.Take();
    }

    public static string PrintLine(ReadOnlySpan<GoValue> values, GoRun run)
    {
        var output = new GoWriter(run);
        var printer = new ValuePrinter(output);
        for (int i = 0; i < values.Length; i++)
        {
            if (i > 0) output.Write(' ');
            printer.Print(values[i], 'v', FormatFlags.None);
        }
        return output.Write('\n').Take();
    }

    public static string Printf(string format, GoValue[] values, GoRun run)
    {
        var output = new GoWriter(run);
        new FormatString(format, values, output).Write();
        return output.Take();
    }
}
