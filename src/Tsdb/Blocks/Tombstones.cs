using System.Buffers.Binary;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Blocks;

/// <summary>Which samples of a block's series are deleted: ranges by series number, sorted and apart. Immutable.</summary>
// File: magic (4), version 1 (1), per range: series (uvarint), oldest and newest deleted time (varint); CRC-32C of the ranges (4).
internal sealed class Tombstones
{
    public const string FileName = "tombstones";

    public static readonly Tombstones None = new([]);

    private const uint Magic = 0x0130BA30;
    private const int HeaderSize = 5;

    private readonly Dictionary<uint, TimeRange[]> _bySeries;

    private Tombstones(Dictionary<uint, TimeRange[]> bySeries) => _bySeries = bySeries;

    /// <summary>Number of ranges.</summary>
    public long Count => _bySeries.Values.Sum(ranges => (long)ranges.Length);

    public bool IsEmpty => _bySeries.Count == 0;

    public ReadOnlySpan<TimeRange> Of(uint series) => _bySeries.TryGetValue(series, out TimeRange[]? ranges) ? ranges : default;

    /// <summary>The same and more: a range for each of some series.</summary>
    public Tombstones With(IEnumerable<(uint Series, TimeRange Range)> more)
    {
        var lists = _bySeries.ToDictionary(pair => pair.Key, pair => pair.Value.ToList());
        foreach ((uint series, TimeRange range) in more)
        {
            if (!lists.TryGetValue(series, out List<TimeRange>? list)) lists.Add(series, list = []);
            list.Add(range);
        }
        return new Tombstones(lists.ToDictionary(pair => pair.Key, pair => Join(pair.Value)));
    }

    /// <exception cref="InvalidDataException">No tombstones, or damaged.</exception>
    /// <exception cref="NotSupportedException">A version we do not read.</exception>
    public static Tombstones Parse(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeaderSize + 4) throw new InvalidDataException("the file is too short");
        if (BinaryPrimitives.ReadUInt32BigEndian(file) != Magic) throw new InvalidDataException("the file begins with other bytes");
        if (file[4] != 1) throw new NotSupportedException($"version {file[4]} of tombstones is not read, only version 1");
        ReadOnlySpan<byte> content = file[HeaderSize..^4];
        if (Crc32C.Of(content) != BinaryPrimitives.ReadUInt32BigEndian(file[^4..])) throw new InvalidDataException("the file is damaged (checksum)");
        var read = new List<(uint, TimeRange)>();
        var entries = new ByteCursor(content);
        while (entries.Left > 0)
        {
            ulong series = entries.Uvarint();
            if (series > uint.MaxValue) throw new InvalidDataException($"there is no series {series}");
            var range = new TimeRange(entries.Varint(), entries.Varint());
            if (range.MinTime <= range.MaxTime) read.Add(((uint)series, range));
        }
        return None.With(read);
    }

    public byte[] ToFile()
    {
        var content = new MemoryStream();
        Span<byte> number = stackalloc byte[10];
        foreach ((uint series, TimeRange[] ranges) in _bySeries.OrderBy(pair => pair.Key))
        {
            foreach (TimeRange range in ranges)
            {
                content.Write(number[..Put(number, series)]);
                content.Write(number[..Put(number, ZigZag(range.MinTime))]);
                content.Write(number[..Put(number, ZigZag(range.MaxTime))]);
            }
        }
        byte[] file = new byte[HeaderSize + content.Length + 4];
        BinaryPrimitives.WriteUInt32BigEndian(file, Magic);
        file[4] = 1;
        content.ToArray().CopyTo(file, HeaderSize);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(file.Length - 4), Crc32C.Of(file.AsSpan(HeaderSize, (int)content.Length)));
        return file;
    }

    /// <summary>Sorted, those that touch or overlap joined.</summary>
    private static TimeRange[] Join(List<TimeRange> ranges)
    {
        ranges.Sort((left, right) => left.MinTime.CompareTo(right.MinTime));
        var joined = new List<TimeRange>();
        foreach (TimeRange range in ranges)
        {
            if (joined.Count > 0 && (joined[^1].MaxTime == long.MaxValue || range.MinTime <= joined[^1].MaxTime + 1))
                joined[^1] = new TimeRange(joined[^1].MinTime, Math.Max(joined[^1].MaxTime, range.MaxTime));
            else joined.Add(range);
        }
        return [.. joined];
    }

    private static ulong ZigZag(long value) => ((ulong)value << 1) ^ (ulong)(value >> 63);

    private static int Put(Span<byte> into, ulong value)
    {
        int length = 0;
        for (; value >= 0x80; value >>= 7) into[length++] = (byte)(value | 0x80);
        into[length++] = (byte)value;
        return length;
    }
}
