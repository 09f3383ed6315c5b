using System.Globalization;

namespace Tocsin.Contracts.Api.Alertmanager;

/// <summary>Times in API v2: RFC 3339, written in UTC with milliseconds, read with any offset and fraction.</summary>
public static class WireTime
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Length of what <see cref="Write"/> writes.</summary>
    public const int Length = 24;

    /// <summary>Writes <see cref="Length"/> bytes.</summary>
    public static ReadOnlySpan<byte> Write(DateTimeOffset time, Span<byte> buffer)
    {
        time.UtcDateTime.TryFormat(buffer, out int written, Format, CultureInfo.InvariantCulture);
        return buffer[..written];
    }

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Null for Go's zero time, which clients send for "not given". The offset is kept: messages show times as their source wrote them.</summary>
    public static bool TryParse(string text, out DateTimeOffset? time)
    {
        time = null;
        bool looksRight = text.Length >= 10 && char.IsAsciiDigit(text[0]) && text[4] == '-' && text[7] == '-';
        if (!looksRight) return text.Length == 0;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset read)) return false;
        if (read.UtcDateTime.Year > 1) time = read;
        return true;
    }
}
