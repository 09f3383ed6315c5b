using System.Text;

namespace Tocsin.Templating.Go.Parsing;

/// <summary>One named template.</summary>
/// <param name="Name">What <c>{{template}}</c> calls it.</param>
/// <param name="Source">The text it stands in, for positions.</param>
internal sealed record ParsedTemplate(string Name, TemplateSource Source, ListNode Root)
{
    /// <summary>Nothing but white space: such a one does not replace another of its name.</summary>
    public bool IsEmpty => Root.Nodes.All(n => n is TextNode text && text.Text.AsSpan().Trim(" \t\r\n").IsEmpty);
}

/// <param name="Name">Of the outermost template of the text; errors start with it.</param>
internal sealed record TemplateSource(string Name, string Text)
{
    /// <summary><c>NAME:LINE:COLUMN</c>; the line from 1, the column in bytes from 0.</summary>
    public string Locate(int position)
    {
        (int line, int column) = LineAndColumn(position);
        return $"{Name}:{line}:{column}";
    }

    public (int Line, int Column) LineAndColumn(int position)
    {
        ReadOnlySpan<char> before = Text.AsSpan(0, Math.Clamp(position, 0, Text.Length));
        int line = before.Count('\n') + 1;
        return (line, Encoding.UTF8.GetByteCount(before[(before.LastIndexOf('\n') + 1)..]));
    }
}

/// <summary>The text is not a template.</summary>
internal sealed class ParseFailure(string name, int line, string reason) : Exception($"template: {name}:{line}: {reason}")
{
    public int Line => line;

    public string Reason => reason;
}
