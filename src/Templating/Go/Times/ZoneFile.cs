using System.Buffers.Binary;
using System.Text;

namespace Tocsin.Templating.Go.Times;

/// <summary>
/// The past of a time zone, from a TZif file of the zone database (RFC 9636): when its clocks changed, to which offset and with which abbreviation. .NET
/// rounds offsets to minutes and does not tell abbreviations; old times, and Go's zero time most of all, need both.
/// Layout: a header of 44 bytes (six counts at 20), a block for 32 bits, then the same with 64-bit times: times, type indexes, types (offset, isdst,
/// abbreviation index), abbreviations; behind that, between line feeds, the rule for the future.
/// </summary>
internal sealed class ZoneFile
{
    private const int HeaderLength = 44;
    private const int TypeLength = 6;
    private const int MaxFileLength = 64 * 1024;

    private readonly long[] _times;
    private readonly byte[] _types;
    private readonly ZoneType[] _kinds;

    private ZoneFile(long[] times, byte[] types, ZoneType[] kinds, string rule)
    {
        _times = times;
        _types = types;
        _kinds = kinds;
        Rule = rule;
    }

    /// <summary>What holds behind the last change, e.g. <c>CET-1CEST,M3.5.0,M10.5.0/3</c>; empty when nothing changes any more.</summary>
    public string Rule { get; }

    /// <summary>Null when there is no such file or it is none.</summary>
    public static ZoneFile? Read(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists && file.Length <= MaxFileLength ? Parse(File.ReadAllBytes(path)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Null where the rule for the future counts.</summary>
    public ZoneType? At(long unixSeconds)
    {
        if (_times.Length == 0) return Rule.Length == 0 ? First() : null;
        if (unixSeconds < _times[0]) return First();
        if (unixSeconds >= _times[^1]) return Rule.Length == 0 ? _kinds[_types[^1]] : null;
        int at = Array.BinarySearch(_times, unixSeconds);
        return _kinds[_types[at >= 0 ? at : ~at - 1]];
    }

    /// <summary>Before any change: a type that no change leads to, else the first that is not daylight saving time.</summary>
    private ZoneType First() =>
        !_types.Contains((byte)0) ? _kinds[0] : _kinds.FirstOrDefault(k => !k.IsDaylight) ?? _kinds[0];

    private static ZoneFile? Parse(byte[] bytes)
    {
        ReadOnlySpan<byte> data = bytes;
        if (data.Length < HeaderLength || !data.StartsWith("TZif"u8) || data[4] < (byte)'2') return null;
        int start = HeaderLength + BlockLength(data, timeLength: 4);
        if (data.Length < start + HeaderLength) return null;
        data = data[start..];
        int end = HeaderLength + BlockLength(data, timeLength: 8);
        (int times, int types, int letters) = (Count(data, 3), Count(data, 4), Count(data, 5));
        if (data.Length < end || types == 0) return null;
        ReadOnlySpan<byte> block = data[HeaderLength..];
        var changes = new long[times];
        for (int i = 0; i < times; i++) changes[i] = BinaryPrimitives.ReadInt64BigEndian(block[(i * 8)..]);
        byte[] indexes = block.Slice(times * 8, times).ToArray();
        ReadOnlySpan<byte> typeBytes = block.Slice(times * 9, types * TypeLength);
        ReadOnlySpan<byte> names = block.Slice(times * 9 + types * TypeLength, letters);
        var kinds = new ZoneType[types];
        for (int i = 0; i < types; i++) kinds[i] = Type(typeBytes.Slice(i * TypeLength, TypeLength), names);
        if (indexes.Any(index => index >= types)) return null;
        return new ZoneFile(changes, indexes, kinds, Encoding.ASCII.GetString(data[end..]).Trim('\n'));
    }

    private static ZoneType Type(ReadOnlySpan<byte> type, ReadOnlySpan<byte> names)
    {
        ReadOnlySpan<byte> name = type[5] < names.Length ? names[type[5]..] : default;
        int end = name.IndexOf((byte)0);
        return new ZoneType(BinaryPrimitives.ReadInt32BigEndian(type), type[4] != 0, Encoding.ASCII.GetString(end < 0 ? name : name[..end]));
    }

    private static int Count(ReadOnlySpan<byte> header, int which) =>
        Math.Min(BinaryPrimitives.ReadInt32BigEndian(header[(20 + 4 * which)..]) & int.MaxValue, MaxFileLength);

    private static int BlockLength(ReadOnlySpan<byte> header, int timeLength) =>
        Count(header, 3) * (timeLength + 1) + Count(header, 4) * TypeLength + Count(header, 5) + Count(header, 2) * (timeLength + 4) + Count(header, 1)
        + Count(header, 0);
}

/// <param name="Offset">Seconds east of UTC.</param>
internal sealed record ZoneType(int Offset, bool IsDaylight, string Abbreviation);
