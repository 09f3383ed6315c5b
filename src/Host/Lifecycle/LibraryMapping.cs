using System.Buffers.Text;
using System.Globalization;

namespace Tocsin.Host.Lifecycle;

/// <summary>An assembly's pages in memory, as <c>/proc/PID/smaps</c> tells them.</summary>
/// <param name="Start">Address.</param>
/// <param name="Length">Bytes.</param>
/// <param name="IsMetadata">Shared with the file and read-only.</param>
/// <param name="IsCode">The process's own, to be run and not to be written to.</param>
/// <param name="ResidentKib">KiB in memory.</param>
/// <param name="AnonymousKib">KiB of them that are no longer what the file holds.</param>
internal readonly record struct LibraryMapping(nuint Start, nuint Length, bool IsMetadata, bool IsCode, int ResidentKib, int AnonymousKib)
{
    // A mapping is told in some 25 lines, and there are more than a thousand; none of them may become garbage.
    private const int LongestLine = 8 * 1024;

    /// <summary>All mappings of assemblies' metadata and code.</summary>
    public static List<LibraryMapping> Read(Stream smaps)
    {
        var found = new List<LibraryMapping>();
        byte[] buffer = new byte[LongestLine];
        int filled = 0, read;
        LibraryMapping? current = null;
        while ((read = smaps.Read(buffer, filled, buffer.Length - filled)) > 0)
        {
            filled += read;
            int line = 0, end;
            while ((end = buffer.AsSpan(line, filled - line).IndexOf((byte)'\n')) >= 0)
            {
                Take(buffer.AsSpan(line, end), found, ref current);
                line += end + 1;
            }
            if (line == 0 && filled == buffer.Length) line = filled;
            buffer.AsSpan(line, filled - line).CopyTo(buffer);
            filled -= line;
        }
        if (current is { } last) found.Add(last);
        return found;
    }

    private static void Take(ReadOnlySpan<byte> line, List<LibraryMapping> found, ref LibraryMapping? current)
    {
        // The names of what is told of a mapping begin with a capital letter, addresses do not.
        if (line.IsEmpty || !char.IsAsciiLetterUpper((char)line[0]))
        {
            if (current is { } complete) found.Add(complete);
            current = Head(line);
        }
        else if (current is { } mapping && Kib(line, "Rss:"u8) is { } resident) current = mapping with { ResidentKib = resident };
        else if (current is { } one && Kib(line, "Anonymous:"u8) is { } anonymous) current = one with { AnonymousKib = anonymous };
    }

    private static LibraryMapping? Head(ReadOnlySpan<byte> line)
    {
        int dash = line.IndexOf((byte)'-'), space = line.IndexOf((byte)' ');
        if (dash < 0 || space < dash || !line.EndsWith(".dll"u8)) return null;
        bool metadata = line[space..].StartsWith(" r--s "u8), code = line[space..].StartsWith(" r-xp "u8);
        if (!metadata && !code) return null;
        if (!nuint.TryParse(line[..dash], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out nuint start) ||
            !nuint.TryParse(line[(dash + 1)..space], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out nuint end) || end <= start) return null;
        // What is not told is taken for written to.
        return new(start, end - start, metadata, code, 0, int.MaxValue);
    }

    private static int? Kib(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name) =>
        line.StartsWith(name) && Utf8Parser.TryParse(line[name.Length..].TrimStart((byte)' '), out int kib, out _) ? kib : null;
}
