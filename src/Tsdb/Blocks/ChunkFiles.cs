using System.Globalization;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Blocks;

/// <summary>The chunk files of a block (<c>chunks/000001</c>, ...), mapped. Immutable and thread-safe.</summary>
// File: magic (4), version 1 (1), zeros (3), then per chunk: length (uvarint), encoding (1), data, CRC-32C of encoding and data (4).
internal sealed class ChunkFiles : IDisposable
{
    public const string Folder = "chunks";
    public const uint Magic = 0x85BD40DD;
    public const int HeaderSize = 8;

    /// <summary>A chunk of more bytes is not believed.</summary>
    private const int LargestChunk = 1 << 26;

    // By number - 1; null where a file is missing.
    private readonly MappedFile?[] _files;

    /// <exception cref="IOException"/>
    public ChunkFiles(string block)
    {
        string folder = Path.Combine(block, Folder);
        var found = new SortedDictionary<int, string>();
        if (Directory.Exists(folder))
            foreach (string path in Directory.EnumerateFiles(folder))
                if (int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and < 1_000_000)
                    found[number] = path;
        _files = new MappedFile?[found.Count == 0 ? 0 : found.Keys.Last()];
        try
        {
            foreach ((int number, string path) in found) _files[number - 1] = Open(path);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public long Length => _files.Sum(file => file?.Length ?? 0);

    /// <summary>A file between others is missing.</summary>
    public bool HasGaps => Array.IndexOf(_files, null) >= 0;

    public static string PathOf(string block, int number) => Path.Combine(block, Folder, number.ToString("D6", CultureInfo.InvariantCulture));

    /// <summary>Whether a chunk's bytes can be there at all: its file is, and does not end before it.</summary>
    public bool Reaches(ulong reference) =>
        FileOf(reference) is { } file && (long)(uint)reference >= HeaderSize && (uint)reference + 6L <= file.Length;

    /// <exception cref="InvalidDataException">The chunk is missing, cut off or damaged.</exception>
    public ReadOnlySpan<byte> Read(ulong reference, out ChunkEncoding encoding)
    {
        MappedFile file = FileOf(reference) ?? throw new InvalidDataException($"chunk file {(reference >> 32) + 1} is missing");
        uint at = (uint)reference;
        if (at < HeaderSize) throw new InvalidDataException($"{file.Path}: no chunk begins at {at}");
        var head = new ByteCursor(file.SliceUpTo(at, 10));
        ulong length = head.Uvarint();
        if (length is < 2 or > LargestChunk) throw new InvalidDataException($"{file.Path}: the chunk at {at} claims {length} bytes");
        long data = at + head.At;
        ReadOnlySpan<byte> chunk = file.Slice(data, 1 + (int)length);
        if (Crc32C.Of(chunk) != file.UInt32At(data + chunk.Length)) throw new InvalidDataException($"{file.Path}: the chunk at {at} is damaged (checksum)");
        encoding = (ChunkEncoding)chunk[0];
        return chunk[1..];
    }

    /// <summary>Samples of a chunk: the number at its beginning.</summary>
    public static int CountOf(ReadOnlySpan<byte> chunk) => System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(chunk);

    public void Dispose()
    {
        foreach (MappedFile? file in _files) file?.Dispose();
    }

    private MappedFile? FileOf(ulong reference)
    {
        ulong index = reference >> 32;
        return index < (ulong)_files.Length ? _files[index] : null;
    }

    // A file with another beginning is as good as missing: what it holds cannot be told.
    private static MappedFile? Open(string path)
    {
        var file = new MappedFile(path);
        if (file.Length >= HeaderSize && file.UInt32At(0) == Magic && file.Slice(4, 1)[0] == 1) return file;
        file.Dispose();
        return null;
    }
}
