using System.Globalization;
using System.Text;

namespace Tocsin.Notifier.Receivers.Rendering;

/// <summary>Forms as Go encodes them: sorted by name, blanks as plus signs.</summary>
internal static class FormText
{
    public static string Encode(IEnumerable<KeyValuePair<string, string>> values)
    {
        var text = new StringBuilder();
        foreach ((string name, string value) in values.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (text.Length > 0) text.Append('&');
            Append(text, name);
            text.Append('=');
            Append(text, value);
        }
        return text.ToString();
    }

    /// <summary>The pairs of an encoded form.</summary>
    public static List<KeyValuePair<string, string>> Decode(string form)
    {
        var values = new List<KeyValuePair<string, string>>();
        foreach (string pair in form.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] halves = pair.Split('=', 2);
            values.Add(new(Unescape(halves[0]), halves.Length > 1 ? Unescape(halves[1]) : ""));
        }
        return values;
    }

    public static string Escape(string text)
    {
        var escaped = new StringBuilder();
        Append(escaped, text);
        return escaped.ToString();
    }

    private static string Unescape(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static void Append(StringBuilder text, string value)
    {
        foreach (byte b in Encoding.UTF8.GetBytes(value))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~') text.Append((char)b);
            else if (b == ' ') text.Append('+');
            else text.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }
    }
}
