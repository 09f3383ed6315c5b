using System.Buffers.Binary;
using CsCheck;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb.Tests.Wal;

/// <summary>What the writer writes, the reader reads; what is damaged, it stops at.</summary>
public sealed class WalLogTests : IDisposable
{
    private const long SegmentBytes = 128 * 1024;

    private static readonly HashSet<(int Segment, long Start)> NoneSenseless = [];

    private readonly string _directory = Directory.CreateTempSubdirectory("tocsin-wal-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Records_of_any_size_come_back_in_order(bool compress) =>
        Gen.Select(Gen.Int[1, 100_000], Gen.Byte).Array[1, 12].Sample(shapes =>
        {
            Clear();
            byte[][] records = Array.ConvertAll(shapes, shape => Bytes(shape.Item1, shape.Item2));
            Write(compress, records);
            Assert.Equal(records, Read(out WalDamage? damage));
            Assert.Null(damage);
        }, iter: 40, threads: 1);

    [Fact]
    public void A_segment_ends_before_a_commit_that_would_not_fit()
    {
        Write(false, Bytes(100_000, 1), Bytes(100_000, 2), Bytes(300_000, 3), Bytes(10, 4));
        Assert.Equal([0, 1, 2, 3], SegmentFiles.List(_directory).Select(segment => segment.Index));
        Assert.All(SegmentFiles.List(_directory), segment => Assert.Equal(0, new FileInfo(segment.Path).Length % WalFormat.PageSize));
    }

    [Fact]
    public void A_tail_cut_at_any_byte_costs_the_last_record_only()
    {
        byte[][] records = [Bytes(40, 1), Bytes(70_000, 2), Bytes(60, 3)];
        using (WalWriter writer = Writer(false))
        {
            Commit(writer, records[0]);
            Commit(writer, records[1]);
            Commit(writer, records[2]);
            string path = SegmentFiles.PathOf(_directory, 0);
            byte[] whole = ReadAll(path);
            int lastRecord = whole.Length - 60 - WalFormat.HeaderSize;
            for (int length = lastRecord; length < whole.Length; length++)
            {
                File.WriteAllBytes(path, whole[..length]);
                Assert.Equal(records[..2], Read(out WalDamage? damage));
                if (length == lastRecord)
                {
                    Assert.Null(damage);
                    continue;
                }
                Assert.True(damage!.Torn, $"{length}: {damage.Reason}");
                Assert.Null(WalRepair.Apply(damage, 1, NoneSenseless));
                Assert.Equal(lastRecord, new FileInfo(path).Length);
            }
            File.WriteAllBytes(path, whole);
        }
    }

    [Fact]
    public void A_flipped_bit_costs_its_record_and_the_file_as_it_was_is_set_aside()
    {
        byte[][] records = [Bytes(500, 1), Bytes(90_000, 2), Bytes(600, 3), Bytes(90_000, 4), Bytes(700, 5)];
        Write(false, records);
        Assert.Equal(2, SegmentFiles.List(_directory).Count);
        string path = SegmentFiles.PathOf(_directory, 0);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[600] ^= 4;
        File.WriteAllBytes(path, bytes);

        Assert.Equal(records[..1], Read(out WalDamage? damage));
        Assert.False(damage!.Torn);
        Assert.Equal(507, damage.GoodEnd);
        Assert.Equal("00000000.corrupt", WalRepair.Apply(damage, 1, NoneSenseless));
        Assert.Equal(bytes, File.ReadAllBytes(path + ".corrupt"));
        Assert.Equal([records[0], .. records[2..]], Read(out damage));
        Assert.Null(damage);
    }

    [Fact]
    public void Whatever_is_overwritten_the_records_elsewhere_are_still_read() =>
        Gen.Select(Gen.Int[0, 400_000], Gen.Byte.Array[1, 300]).Sample((at, noise) =>
        {
            Clear();
            byte[][] records = [.. Enumerable.Range(0, 60).Select(i => Bytes(3000 + (i * 97), (byte)(i + 1)))];
            using (var writer = new WalWriter(_directory, 0, 64 * SegmentBytes, WalCompression.None, metrics: null))
                foreach (byte[] record in records)
                    Commit(writer, record);
            string path = SegmentFiles.PathOf(_directory, 0);
            byte[] bytes = File.ReadAllBytes(path);
            at %= bytes.Length - noise.Length;
            noise.CopyTo(bytes, at);
            File.WriteAllBytes(path, bytes);

            List<byte[]> all = ReadAround();
            Assert.All(all, record => Assert.Contains(record, records));
            // Damage to a header may cost what follows in its page, and the record that goes on behind it.
            Assert.InRange(all.Count, records.Length - 16, records.Length);
        }, iter: 60, threads: 1);

    [Fact]
    public void Any_bytes_are_read_to_an_end_or_to_damage() => Gen.Byte.Array[0, 400].Sample(noise =>
    {
        Clear();
        Write(true, Bytes(300, 1), Bytes(300, 2));
        string path = SegmentFiles.PathOf(_directory, 0);
        byte[] bytes = File.ReadAllBytes(path);
        noise.CopyTo(bytes, 150);
        File.WriteAllBytes(path, bytes);
        Read(out _);
    }, iter: 300, threads: 1);

    [Fact]
    public void Any_bytes_in_a_compressed_record_are_read_or_refused() => Gen.Byte.Array[1, 60].Sample(noise =>
    {
        byte[] header = new byte[WalFormat.HeaderSize];
        header[0] = (byte)FragmentType.Full | WalFormat.SnappyFlag;
        header[2] = (byte)noise.Length;
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(3), Crc32C.Of(noise));
        File.WriteAllBytes(SegmentFiles.PathOf(_directory, 0), [.. header, .. noise]);
        Assert.True(Read(out WalDamage? damage).Count == 1 || !damage!.Torn);
    }, iter: 3000, threads: 1);

    [Fact]
    public void Zstd_gives_back_what_was_written_in_fewer_bytes()
    {
        byte[][] records = [Bytes(50_000, 1), Bytes(10, 2), Bytes(300, 3)];
        using (var writer = new WalWriter(_directory, 0, SegmentBytes, WalCompression.Zstd, metrics: null))
            foreach (byte[] record in records)
                Commit(writer, record);
        Assert.Equal(records, Read(out WalDamage? damage));
        Assert.Null(damage);
        Assert.InRange(new FileInfo(SegmentFiles.PathOf(_directory, 0)).Length, 1, 40_000);
    }

    [Fact]
    public void Zstd_that_says_it_is_huge_is_refused()
    {
        // A frame header with an eight-byte content size, and nothing behind it.
        byte[] frame = [0x28, 0xB5, 0x2F, 0xFD, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00];
        byte[] header = new byte[WalFormat.HeaderSize];
        header[0] = (byte)FragmentType.Full | WalFormat.ZstdFlag;
        header[2] = (byte)frame.Length;
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(3), Crc32C.Of(frame));
        File.WriteAllBytes(SegmentFiles.PathOf(_directory, 0), [.. header, .. frame]);
        Assert.Empty(Read(out WalDamage? damage));
        Assert.NotNull(damage);
    }

    [Fact]
    public void A_full_disk_fails_the_commit_and_each_later_one_until_there_is_room()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full here");
        File.CreateSymbolicLink(SegmentFiles.PathOf(_directory, 0), "/dev/full");
        WalWriter writer = Writer(false);
        Assert.Throws<IOException>(() => Commit(writer, Bytes(100, 1)));
        Assert.Throws<IOException>(() => Commit(writer, Bytes(100, 2)));
        Assert.Equal(0, writer.Record.Length);
        Assert.Throws<IOException>(writer.Dispose);
    }

    private static byte[] Bytes(int length, byte seed)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) bytes[i] = (byte)((i * 31 / 7) + seed);
        bytes[0] = seed == 0 ? (byte)1 : seed;
        return bytes;
    }

    private static void Commit(WalWriter writer, byte[] record)
    {
        writer.Record.PutBytes(record);
        writer.Stage();
        writer.Commit();
    }

    private static byte[] ReadAll(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private WalWriter Writer(bool compress) =>
        new(_directory, 0, SegmentBytes, compress ? WalCompression.Snappy : WalCompression.None, metrics: null);

    private void Write(bool compress, params byte[][] records)
    {
        using WalWriter writer = Writer(compress);
        foreach (byte[] record in records) Commit(writer, record);
    }

    private List<byte[]> Read(out WalDamage? damage)
    {
        var records = new List<byte[]>();
        using var reader = new WalReader(SegmentFiles.List(_directory));
        while (reader.Read()) records.Add(reader.Record.ToArray());
        damage = reader.Damage;
        return records;
    }

    private List<byte[]> ReadAround()
    {
        var records = new List<byte[]>();
        using var reader = new WalReader(SegmentFiles.List(_directory));
        do
        {
            while (reader.Read()) records.Add(reader.Record.ToArray());
        }
        while (reader.Resume());
        return records;
    }

    private void Clear()
    {
        foreach (string path in Directory.EnumerateFiles(_directory)) File.Delete(path);
    }
}
