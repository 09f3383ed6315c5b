using System.Globalization;

namespace Tocsin.Contracts.Api.Alertmanager;

/// <summary>Times in API v2: RFC 3339, written in UTC with milliseconds, read with any offset and fraction.</summary>
public static class WireTime
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Length of what <see cref="Write"/> writes.</summary>
    public const int Length = 24;

    /// <summary>What <see cref="Write"/> needs while it writes.</summary>
    public const int Room = 28;

    /// <summary>Writes <see cref="Length"/> bytes.</summary>
    /// <param name="buffer">At least <see cref="Room"/> bytes.</param>
    public static ReadOnlySpan<byte> Write(DateTimeOffset time, Span<byte> buffer)
    {
        time.UtcDateTime.TryFormat(buffer, out int written, "O", CultureInfo.InvariantCulture);
        // yyyy-MM-ddTHH:mm:ss.fffffffZ: the round trip format has a path of its own and is cut to milliseconds.
        buffer[Length - 1] = (byte)'Z';
        return buffer[..Math.Min(written, Length)];
    }

    /// <summary>The plain form, <c>2026-01-02T15:04:05.123456789Z</c>, without making a text of it. False: try the other way, which takes every form.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out DateTimeOffset? time)
    {
        time = null;
        if (utf8.Length < 20 || utf8[^1] != 'Z' || utf8[4] != '-' || utf8[7] != '-' || utf8[10] != 'T' || utf8[13] != ':' || utf8[16] != ':') return false;
        bool ok = Number(utf8[..4], out int year) & Number(utf8[5..7], out int month) & Number(utf8[8..10], out int day)
            & Number(utf8[11..13], out int hour) & Number(utf8[14..16], out int minute) & Number(utf8[17..19], out int second);
        if (!ok || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return false;
        long ticks = 0;
        ReadOnlySpan<byte> fraction = utf8[19..^1];
        if (fraction.Length > 0)
        {
            if (fraction[0] != '.' || fraction.Length is 1 or > 10) return false;
            long unit = TimeSpan.TicksPerSecond;
            foreach (byte digit in fraction[1..])
            {
                if (!char.IsAsciiDigit((char)digit)) return false;
                unit /= 10;
                ticks += (digit - '0') * unit;
            }
        }
        if (year > 1) time = new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero).AddTicks(ticks);
        return true;
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

    private static bool Number(ReadOnlySpan<byte> digits, out int number)
    {
        number = 0;
        foreach (byte digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit)) return false;
            number = number * 10 + (digit - '0');
        }
        return true;
    }
}
