namespace Tocsin.Tsdb.Wal;

/// <summary>What the bytes of a segment mean; docs/formats/wal.md draws it.</summary>
internal static class WalFormat
{
    public const int PageSize = 32 * 1024;

    /// <summary>Fragment header: type and flags (1), length (2), CRC32C of the data (4), big endian.</summary>
    public const int HeaderSize = 7;

    public const byte TypeMask = 0b0000_0111;
    public const byte SnappyFlag = 0b0000_1000;
    public const byte ZstdFlag = 0b0001_0000;

    /// <summary>Highest series reference we take from a file: far more than anyone makes, far from overflowing when we count on.</summary>
    public const ulong MaxSeriesReference = 1UL << 56;
}

/// <summary>Where a fragment stands in its record.</summary>
internal enum FragmentType : byte
{
    PageEnd = 0,
    Full = 1,
    First = 2,
    Middle = 3,
    Last = 4,
}

/// <summary>First byte of a record.</summary>
internal enum RecordType : byte
{
    Series = 1,
    Samples = 2,
    Tombstones = 3,
    Exemplars = 4,

    /// <summary>In the WBL only.</summary>
    MapMarkers = 5,
    Metadata = 6,
    Histograms = 7,
    FloatHistograms = 8,
    CustomHistograms = 9,
    CustomFloatHistograms = 10,
}
