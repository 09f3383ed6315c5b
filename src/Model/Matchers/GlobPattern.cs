using System.Buffers;
using System.Text;

namespace Tocsin.Model.Matchers;

/// <summary>
/// Patterns that are literals with <c>.*</c> and <c>.+</c> between them, as most patterns are. They are matched on the bytes; a compiled expression would take
/// some 600 KB and ten times as long. Immutable.
/// </summary>
// The parts are literals in order; before each of them, and after the last, stands a gap: nothing, anything, or anything of at least one character.
internal sealed class GlobPattern
{
    private static readonly SearchValues<char> Special = SearchValues.Create(@"\.+*?()|[]{}^$");

    private readonly (Gap Before, byte[] Literal)[] _parts;
    private readonly Gap _last;

    private GlobPattern((Gap, byte[])[] parts, Gap last) => (_parts, _last) = (parts, last);

    private enum Gap
    {
        None,
        Any,
        Some,
    }

    /// <summary>Null when the pattern needs more than this.</summary>
    public static GlobPattern? Parse(string pattern)
    {
        var parts = new List<(Gap, byte[])>();
        var literal = new StringBuilder();
        Gap gap = Gap.None;
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            if (c == '.' && i + 1 < pattern.Length && pattern[i + 1] is '*' or '+')
            {
                // What follows the repetition may change it: .*? and the like are left to the engine.
                if (i + 2 < pattern.Length && pattern[i + 2] is '?' or '+' or '*' or '{') return null;
                Gap next = pattern[++i] == '*' ? Gap.Any : Gap.Some;
                if (literal.Length > 0)
                {
                    parts.Add((gap, Encoding.UTF8.GetBytes(literal.ToString())));
                    literal.Clear();
                    gap = next;
                }
                else if (gap == Gap.Some && next == Gap.Some) return null;
                else gap = gap == Gap.Some || next == Gap.Some ? Gap.Some : Gap.Any;
            }
            else if (c == '\\' && i + 1 < pattern.Length && Special.Contains(pattern[i + 1])) literal.Append(pattern[++i]);
            else if (Special.Contains(c)) return null;
            else literal.Append(c);
        }
        if (literal.Length > 0)
        {
            parts.Add((gap, Encoding.UTF8.GetBytes(literal.ToString())));
            gap = Gap.None;
        }
        // A repetition sign after a literal has been refused above, so what was read is all there is.
        return new GlobPattern([.. parts], gap);
    }

    public bool IsMatch(ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < _parts.Length; i++)
        {
            (Gap before, byte[] literal) = _parts[i];
            bool isLast = i == _parts.Length - 1 && _last == Gap.None;
            if (before == Gap.Some)
            {
                if (text.IsEmpty) return false;
                text = text[FirstRune(text)..];
            }
            int at = before == Gap.None ? (text.StartsWith(literal) ? 0 : -1)
                : isLast ? (text.EndsWith(literal) ? text.Length - literal.Length : -1)
                : text.IndexOf(literal);
            if (at < 0) return false;
            text = text[(at + literal.Length)..];
        }
        return _last switch
        {
            Gap.None => text.IsEmpty,
            Gap.Some => !text.IsEmpty,
            _ => true,
        };
    }

    private static int FirstRune(ReadOnlySpan<byte> text) => Rune.DecodeFromUtf8(text, out _, out int length) == OperationStatus.Done ? length : 1;
}
