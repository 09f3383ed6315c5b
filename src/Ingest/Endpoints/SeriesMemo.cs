using System.IO.Hashing;
using System.Security.Cryptography;
using Tocsin.Model.Storage;

namespace Tocsin.Ingest.Endpoints;

/// <summary>
/// Which series the bytes of some labels were, so that a sender's next request costs neither reading nor comparing its labels. Thread-safe. Bytes are known by
/// 96 bits of a hash with a secret seed: that two labels of ten million share it is less likely than 1 in 10^14.
/// </summary>
// 16 bytes an entry, in shards with a lock each. A shard that is full first drops what nobody asked for since the last time, if that is long ago.
internal sealed class SeriesMemo(TimeProvider clock)
{
    private const int ShardBits = 6;

    private static readonly TimeSpan LongAgo = TimeSpan.FromMinutes(10);

    private readonly long _seed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8));
    private readonly Shard[] _shards = [.. Enumerable.Range(0, 1 << ShardBits).Select(_ => new Shard(clock.GetUtcNow()))];

    /// <summary>What labels are known by.</summary>
    public readonly record struct Key(ulong High, uint Low);

    /// <summary>False: unknown. The handle may be stale.</summary>
    public bool TryFind(ReadOnlySpan<byte> labels, out Key key, out SeriesRef series)
    {
        UInt128 hash = XxHash128.HashToUInt128(labels, _seed);
        key = new Key((ulong)(hash >> 64), (uint)hash);
        Shard shard = ShardOf(key);
        lock (shard) series = new SeriesRef(shard.Find(key));
        return series.Value != 0;
    }

    public void Set(Key key, SeriesRef series)
    {
        if (series.Value is 0 or > Shard.MostSeries) return;
        Shard shard = ShardOf(key);
        lock (shard) shard.Set(key, (uint)series.Value, clock);
    }

    private Shard ShardOf(Key key) => _shards[key.Low & ((1 << ShardBits) - 1)];

    private sealed class Shard(DateTimeOffset created)
    {
        public const uint MostSeries = UsedBit - 1;

        private const uint UsedBit = 1u << 31;

        private Entry[] _entries = new Entry[16];
        private int _count;
        private DateTimeOffset _swept = created;

        // Series 0 is none.
        private struct Entry
        {
            public ulong High;
            public uint Low;
            public uint Series;
        }

        public uint Find(Key key)
        {
            ref Entry entry = ref _entries[PlaceOf(_entries, key)];
            if (entry.Series == 0) return 0;
            entry.Series |= UsedBit;
            return entry.Series & ~UsedBit;
        }

        public void Set(Key key, uint series, TimeProvider clock)
        {
            int at = PlaceOf(_entries, key);
            if (_entries[at].Series == 0)
            {
                if ((_count + 1) * 5L > _entries.Length * 4L) MakeRoom(clock.GetUtcNow());
                at = PlaceOf(_entries, key);
                _count++;
            }
            _entries[at] = new Entry { High = key.High, Low = key.Low, Series = series | UsedBit };
        }

        private static int PlaceOf(Entry[] entries, Key key)
        {
            int at = (int)Math.BigMul(key.High, (ulong)entries.Length, out _);
            while (entries[at].Series != 0 && (entries[at].High != key.High || entries[at].Low != key.Low))
                if (++at == entries.Length)
                    at = 0;
            return at;
        }

        private void MakeRoom(DateTimeOffset now)
        {
            bool sweep = now - _swept >= LongAgo;
            if (sweep) _swept = now;
            Entry[] kept = sweep ? Array.FindAll(_entries, entry => (entry.Series & UsedBit) != 0) : Array.FindAll(_entries, entry => entry.Series != 0);
            _entries = new Entry[Math.Max(16, kept.Length * 5 / 3)];
            _count = kept.Length;
            foreach (Entry entry in kept)
                _entries[PlaceOf(_entries, new Key(entry.High, entry.Low))] = entry with { Series = sweep ? entry.Series & ~UsedBit : entry.Series };
        }
    }
}
