using System.Text;

namespace Tocsin.Templating.Go.Printing;

/// <summary>What a float becomes under a verb and its flags, before it is padded.</summary>
internal static class FloatVerb
{
    private const int DefaultDigits = 6;

    /// <summary>With its sign, a plus sign included. Null when the verb does not suit a float.</summary>
    public static string? Text(double value, char verb, FormatFlags flags)
    {
        (char letter, int precision) = verb switch
        {
            'v' => ('g', -1),
            'g' or 'G' or 'x' or 'X' or 'b' => (verb, -1),
            'e' or 'E' => (verb, DefaultDigits),
            'f' or 'F' => ('f', DefaultDigits),
            _ => ('\0', 0),
        };
        if (letter == '\0') return null;
        precision = flags.Precision ?? precision;
        string text = !double.IsFinite(value) ? FloatText.Format(value, 'g', -1) : letter switch
        {
            'b' => Sign(value) + BinaryFloat.Power(value),
            'x' or 'X' => Sign(value) + BinaryFloat.Hex(value, precision, letter == 'X'),
            _ => FloatText.Format(value, letter, precision),
        };
        if (text[0] is not ('+' or '-')) text = "+" + text;
        return flags.Sharp && letter != 'b' && double.IsFinite(value) ? WithPoint(text, letter, precision) : text;
    }

    /// <summary>The sharp sign: there is always a point, and %g keeps the zeros at the end.</summary>
    private static string WithPoint(string number, char letter, int precision)
    {
        int missing = letter is 'g' or 'G' or 'x' ? (precision == -1 ? DefaultDigits : precision) : 0;
        int end = number.AsSpan(1).IndexOfAny(letter is 'x' or 'X' ? "pP" : "eEpP");
        end = end < 0 ? number.Length : end + 1;
        bool point = false, significant = false;
        foreach (char c in number.AsSpan(1, end - 1))
        {
            point |= c == '.';
            significant |= c is not ('0' or '.');
            if (significant && c != '.') missing--;
        }
        var text = new StringBuilder(number, 0, end, 32);
        if (!point)
        {
            // A zero alone counts as a digit.
            if (end == 2 && number[1] == '0') missing--;
            text.Append('.');
        }
        return text.Append('0', Math.Max(missing, 0)).Append(number, end, number.Length - end).ToString();
    }

    private static string Sign(double value) => double.IsNegative(value) ? "-" : "";
}
