using System.Text;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Printing;

/// <summary>One pass over a printf format.</summary>
internal sealed class FormatString(string format, GoValue[] values, GoWriter output)
{
    private const int LargestNumber = 1_000_000;

    private readonly ValuePrinter _printer = new(output);
    private int _at;
    private int _next;
    private bool _reordered;
    private bool _goodIndex;
    private bool _afterIndex;

    public void Write()
    {
        while (_at < format.Length)
        {
            int percent = format.IndexOf('%', _at);
            int end = percent < 0 ? format.Length : percent;
            output.Write(format.AsSpan(_at, end - _at));
            _at = end + 1;
            if (percent >= 0) Directive();
        }
        if (!_reordered && _next < values.Length) Extra();
    }

    private void Directive()
    {
        _goodIndex = true;
        _afterIndex = false;
        FormatFlags flags = Flags();
        Index();
        flags = Width(flags);
        flags = Precision(flags);
        if (!_afterIndex) Index();
        if (_at >= format.Length)
        {
            output.Write("%!(NOVERB)");
            return;
        }
        Rune.DecodeFromUtf16(format.AsSpan(_at), out Rune rune, out int used);
        _at += used;
        Verb(rune, flags);
    }

    private void Verb(Rune rune, FormatFlags flags)
    {
        string verb = rune.ToString();
        if (verb == "%") output.Write('%');
        else if (!_goodIndex) output.Write("%!" + verb + "(BADINDEX)");
        else if (_next >= values.Length) output.Write("%!" + verb + "(MISSING)");
        else
        {
            GoValue value = values[_next++];
            char letter = verb.Length == 1 ? verb[0] : '\uFFFD';
            if (letter is 'v' or 'w') flags = flags with { SharpV = flags.Sharp, Sharp = false, PlusV = flags.Plus, Plus = false };
            if (letter == 'w') _printer.BadVerb(value, letter, flags);
            else _printer.Print(value, letter, flags);
        }
    }

    private void Extra()
    {
        output.Write("%!(EXTRA ");
        for (int i = _next; i < values.Length; i++)
        {
            if (i > _next) output.Write(", ");
            if (values[i].IsNil) output.Write("<nil>");
            else
            {
                output.Write(values[i].Type!.Name).Write('=');
                _printer.Print(values[i], 'v', FormatFlags.None);
            }
        }
        output.Write(')');
    }

    private FormatFlags Flags()
    {
        FormatFlags flags = FormatFlags.None;
        for (; _at < format.Length; _at++)
        {
            switch (format[_at])
            {
                case '#': flags = flags with { Sharp = true }; break;
                case '0': flags = flags with { Zero = !flags.Minus }; break;
                case '+': flags = flags with { Plus = true }; break;
                case '-': flags = flags with { Minus = true, Zero = false }; break;
                case ' ': flags = flags with { Space = true }; break;
                default: return flags;
            }
        }
        return flags;
    }

    private FormatFlags Width(FormatFlags flags)
    {
        if (_at < format.Length && format[_at] == '*')
        {
            _at++;
            int? width = Star();
            if (width is null) output.Write("%!(BADWIDTH)");
            if (width < 0) flags = flags with { Width = -width, Minus = true, Zero = false };
            else flags = flags with { Width = width };
            _afterIndex = false;
            return flags;
        }
        int? number = Number();
        if (number is not null && _afterIndex) _goodIndex = false;
        return flags with { Width = number };
    }

    private FormatFlags Precision(FormatFlags flags)
    {
        if (_at + 1 >= format.Length || format[_at] != '.') return flags;
        _at++;
        if (_afterIndex) _goodIndex = false;
        Index();
        if (_at < format.Length && format[_at] == '*')
        {
            _at++;
            int? precision = Star();
            if (precision is null or < 0) output.Write("%!(BADPREC)");
            _afterIndex = false;
            return flags with { Precision = precision < 0 ? null : precision };
        }
        return flags with { Precision = Number() ?? 0 };
    }

    private int? Star()
    {
        if (_next >= values.Length) return null;
        GoValue value = values[_next++];
        if (value.Kind is not (GoKind.Int or GoKind.Uint)) return null;
        return value.AsInt() is >= -LargestNumber and <= LargestNumber ? (int)value.AsInt() : null;
    }

    private int? Number()
    {
        int start = _at, number = 0;
        for (; _at < format.Length && char.IsAsciiDigit(format[_at]); _at++)
        {
            number = number * 10 + (format[_at] - '0');
            if (number > LargestNumber) return null;
        }
        return _at > start ? number : null;
    }

    /// <summary><c>[n]</c> picks the argument that is used next.</summary>
    private void Index()
    {
        if (_at >= format.Length || format[_at] != '[') return;
        _reordered = true;
        int end = format.IndexOf(']', _at);
        if (end < 0)
        {
            _goodIndex = false;
            _at++;
            return;
        }
        bool good = int.TryParse(format.AsSpan(_at + 1, end - _at - 1), System.Globalization.NumberStyles.None, null, out int index)
            && index >= 1 && index <= values.Length;
        _at = end + 1;
        if (good)
        {
            _next = index - 1;
            _afterIndex = true;
        }
        else _goodIndex = false;
    }
}
