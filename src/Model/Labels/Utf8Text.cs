using System.Text;

namespace Tocsin.Model.Labels;

/// <summary>Comparisons between UTF-8 bytes and .NET text without allocating.</summary>
public static class Utf8Text
{
    public static bool Equals(ReadOnlySpan<byte> utf8, ReadOnlySpan<char> text)
    {
        if (utf8.Length < text.Length || utf8.Length > text.Length * 3) return false;
        if (utf8.Length == text.Length) return Ascii.Equals(utf8, text);
        Span<byte> buffer = stackalloc byte[256];
        if (utf8.Length > buffer.Length) return Encoding.UTF8.GetString(utf8).AsSpan().SequenceEqual(text);
        return Encoding.UTF8.TryGetBytes(text, buffer, out int written) && buffer[..written].SequenceEqual(utf8);
    }
}
