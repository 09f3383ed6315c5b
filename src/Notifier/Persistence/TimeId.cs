using System.Buffers.Binary;

namespace Tocsin.Notifier.Persistence;

/// <summary>
/// Ids of version 7 begin with their moment in milliseconds, and both databases order them by their bytes: a range of time is a range of ids, and
/// one index serves order, pages and time.
/// </summary>
internal static class TimeId
{
    /// <summary>No id of this millisecond or a later one is smaller.</summary>
    public static Guid First(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteInt64BigEndian(bytes, Math.Max(at.ToUnixTimeMilliseconds(), 0) << 16);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>No id of this millisecond is as large.</summary>
    public static Guid After(DateTimeOffset at) => First(at.AddMilliseconds(1));

    public static DateTimeOffset TimeOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16);
    }
}
