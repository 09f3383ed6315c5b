using System.Buffers;
using System.Globalization;
using System.Text;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Escaping;

/// <summary>Values inside addresses.</summary>
internal static class UrlText
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    private static readonly SearchValues<char> Space = SearchValues.Create(" \t\n\f\r");
    private static readonly SearchValues<char> Descriptor = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 \t\n\f\r");
    private static readonly SearchValues<char> Part = SearchValues.Create(Unreserved);
    private static readonly SearchValues<char> Whole = SearchValues.Create(Unreserved + "!#$&*+,/:;=?@[]");

    /// <summary>Whether an address cannot run anything: it is relative, or http, https or mailto.</summary>
    public static bool IsSafe(string url)
    {
        int colon = url.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || url.AsSpan(0, colon).Contains('/')) return true;
        return url[..colon].ToLowerInvariant() is "http" or "https" or "mailto";
    }

    /// <param name="normalize">A whole address: reserved characters and valid escapes stay. Else a part of a query: nothing does.</param>
    public static string Escape(string text, bool normalize, GoRun run)
    {
        if (!text.AsSpan().ContainsAnyExcept(normalize ? Whole : Part)) return text;
        var output = new GoWriter(run, text.Length);
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int at = 0; at < bytes.Length; at++)
        {
            var c = (char)bytes[at];
            bool keep = char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~'
                || (normalize && "!#$&*+,/:;=?@[]".Contains(c))
                || (normalize && c == '%' && at + 2 < bytes.Length && char.IsAsciiHexDigit((char)bytes[at + 1]) && char.IsAsciiHexDigit((char)bytes[at + 2]));
            if (keep) output.Write(c);
            else output.Write('%').Write(bytes[at].ToString("x2", CultureInfo.InvariantCulture));
        }
        return output.Take();
    }

    /// <summary>Addresses with widths, separated by commas; each is judged for itself.</summary>
    public static string Srcset(string text, GoRun run) => string.Join(",", text.Split(',').Select(part => Candidate(part, run)));

    private static string Candidate(string part, GoRun run)
    {
        int start = part.AsSpan().IndexOfAnyExcept(Space);
        if (start < 0) start = part.Length;
        int length = part.AsSpan(start).IndexOfAny(Space);
        int end = length < 0 ? part.Length : start + length;
        string url = part[start..end];
        // What follows says how large or dense the picture is.
        bool plain = !part.AsSpan(end).ContainsAnyExcept(Descriptor);
        return IsSafe(url) && plain ? part[..start] + Escape(url, normalize: true, run) + part[end..] : "#" + Escapers.Refused;
    }
}
