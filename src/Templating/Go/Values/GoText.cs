using System.Text;

namespace Tocsin.Templating.Go.Values;

/// <summary>Go's strings are UTF-8 bytes, ours UTF-16: lengths, offsets and order are those of the bytes. A cut through a character leaves U+FFFD.</summary>
internal static class GoText
{
    public static int Length(string text) => Encoding.UTF8.GetByteCount(text);

    /// <summary>Byte order of UTF-8, which differs from UTF-16's where surrogates meet the end of the basic plane.</summary>
    public static int Compare(string a, string b)
    {
        int common = a.AsSpan().CommonPrefixLength(b);
        if (common == a.Length || common == b.Length) return a.Length - b.Length;
        char x = a[common], y = b[common];
        if (char.IsSurrogate(x) != char.IsSurrogate(y)) return char.IsSurrogate(x) ? 1 : -1;
        return x - y;
    }

    public static string Slice(string text, int from, int to)
    {
        if (Ascii.IsValid(text)) return text[from..to];
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text).AsSpan(from, to - from));
    }

    public static byte ByteAt(string text, int at) => Ascii.IsValid(text) ? (byte)text[at] : Encoding.UTF8.GetBytes(text)[at];
}
