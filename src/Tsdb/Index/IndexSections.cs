using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Index;

/// <summary>Sections of an index file: a length, content, and its CRC-32C.</summary>
internal static class IndexSections
{
    private const int CheckedAtOnce = 1 << 30;

    /// <summary>Gives the length of the content, after its checksum was compared.</summary>
    /// <exception cref="InvalidDataException">The section is cut off or damaged.</exception>
    public static uint Check(MappedFile file, long at, string what)
    {
        uint length = file.UInt32At(at);
        if (length > CheckedAtOnce) throw new InvalidDataException($"{file.Path}: the {what} at {at} claims {length} bytes");
        if (Crc32C.Of(file.Slice(at + 4, length)) != file.UInt32At(at + 4 + length))
            throw new InvalidDataException($"{file.Path}: the {what} at {at} is damaged (checksum)");
        return length;
    }

    /// <exception cref="InvalidDataException">No index, one of a version we do not read, or damaged.</exception>
    public static TableOfContents ReadContents(MappedFile file, out int version)
    {
        if (file.Length < IndexFormat.HeaderSize + IndexFormat.TableOfContentsSize) throw new InvalidDataException($"{file.Path} is too short to be an index");
        if (file.UInt32At(0) != IndexFormat.Magic) throw new InvalidDataException($"{file.Path} is not an index: it begins with other bytes");
        version = file.Slice(4, 1)[0];
        if (version is not (1 or 2)) throw new NotSupportedException($"{file.Path} is an index of version {version}; versions 1 and 2 are read");
        ReadOnlySpan<byte> bytes = file.Slice(file.Length - IndexFormat.TableOfContentsSize, IndexFormat.TableOfContentsSize);
        var contents = new ByteCursor(bytes);
        var result = new TableOfContents(
            (long)contents.UInt64(), (long)contents.UInt64(), (long)contents.UInt64(), (long)contents.UInt64(), (long)contents.UInt64(), (long)contents.UInt64());
        if (Crc32C.Of(bytes[..^4]) != contents.UInt32()) throw new InvalidDataException($"{file.Path}: the table of contents is damaged (checksum)");
        return result;
    }
}
