using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Tocsin.Model.Relabeling;

/// <summary>
/// A replacement with group references, by the rules of Go's <c>Expand</c>: <c>$1</c>, <c>${1}</c>, <c>$name</c> and <c>${name}</c>, <c>$$</c> for
/// a dollar sign. A name runs as far as letters, digits and underscores go (<c>$1x</c> is the group "1x"); an unknown group is empty.
/// </summary>
internal sealed class ReplacementTemplate
{
    private readonly List<Part> _parts = [];

    public ReplacementTemplate(string text)
    {
        int at = 0;
        while (at < text.Length)
        {
            int dollar = text.IndexOf('$', at);
            if (dollar < 0 || dollar + 1 == text.Length)
            {
                AddLiteral(text[at..]);
                return;
            }
            AddLiteral(text[at..dollar]);
            at = Reference(text, dollar + 1);
        }
    }

    public bool HasReferences { get; private set; }

    /// <summary>Writes the text for a subject that matched without any group but the whole, and perhaps group 1, which is the whole too.</summary>
    public void ExpandWhole(ReadOnlySpan<byte> subject, bool firstIsWhole, IBufferWriter<byte> output)
    {
        foreach (Part part in _parts)
        {
            if (part.Literal is not null) output.Write(part.Literal);
            else if (part.Number == 0 || (firstIsWhole && part.Number == 1)) output.Write(subject);
        }
    }

    public void Expand(Match match, RegexGroups groups, IBufferWriter<byte> output)
    {
        foreach (Part part in _parts)
        {
            if (part.Literal is not null) output.Write(part.Literal);
            else if ((part.Number >= 0 ? groups.ByNumber(match, part.Number) : groups.ByName(match, part.Name)) is { Success: true } group)
                Encoding.UTF8.GetBytes(group.ValueSpan, output);
        }
    }

    // Gives back where to read on. A dollar sign that starts no reference stands for itself.
    private int Reference(string text, int start)
    {
        if (text[start] == '$')
        {
            AddLiteral("$");
            return start + 1;
        }
        bool braced = text[start] == '{';
        int from = braced ? start + 1 : start, end = from;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_')) end++;
        bool closed = !braced || (end < text.Length && text[end] == '}');
        if (end == from || !closed)
        {
            AddLiteral("$");
            return start;
        }
        string name = text[from..end];
        _parts.Add(new Part(null, Number(name), name));
        HasReferences = true;
        return braced ? end + 1 : end;
    }

    private void AddLiteral(string text)
    {
        if (text.Length > 0) _parts.Add(new Part(Encoding.UTF8.GetBytes(text), -1, ""));
    }

    // A number has no leading zero; anything else is a name.
    private static int Number(string name)
    {
        if (name.Length > 8 || (name[0] == '0' && name.Length > 1)) return -1;
        return name.AsSpan().ContainsAnyExceptInRange('0', '9') ? -1 : int.Parse(name, System.Globalization.CultureInfo.InvariantCulture);
    }

    private readonly record struct Part(byte[]? Literal, int Number, string Name);
}
