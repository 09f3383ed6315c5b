using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Blocks;

/// <summary>
/// A block on disk, open for reading. Samples never change; tombstones are replaced as a whole. It is closed when its last user has let go, so a block may
/// be deleted while queries read it.
/// </summary>
internal sealed class Block
{
    private volatile Tombstones _tombstones;
    private int _users = 1;

    private Block(string directory, BlockMeta meta, IndexFile index, ChunkFiles chunks, Tombstones tombstones)
    {
        Directory = directory;
        Meta = meta;
        Index = index;
        Chunks = chunks;
        _tombstones = tombstones;
        Size = SizeOf(directory);
    }

    public string Directory { get; }

    public BlockMeta Meta { get; private set; }

    public IndexFile Index { get; }

    public ChunkFiles Chunks { get; }

    public Tombstones Tombstones => _tombstones;

    /// <summary>Bytes of all its files.</summary>
    public long Size { get; }

    /// <summary>Whether it has samples for a time range, as far as its meta.json tells; both ends inclusive.</summary>
    public bool Overlaps(long minTime, long maxTime) => Meta.MinTime <= maxTime && minTime < Meta.MaxTime;

    /// <exception cref="IOException"/>
    /// <exception cref="InvalidDataException">A part of it is missing or damaged.</exception>
    /// <exception cref="NotSupportedException">Written in a way we do not read.</exception>
    public static Block Open(string directory)
    {
        BlockMeta meta = BlockFiles.ReadMeta(directory);
        Tombstones tombstones = BlockFiles.ReadTombstones(directory);
        string index = Path.Combine(directory, BlockFiles.Index);
        if (!File.Exists(index)) throw new InvalidDataException("its index is missing");
        var indexFile = new IndexFile(index);
        try
        {
            return new Block(directory, meta, indexFile, new ChunkFiles(directory), tombstones);
        }
        catch
        {
            indexFile.Dispose();
            throw;
        }
    }

    /// <summary>Keeps it open until <see cref="Release"/>. False: it is closed already.</summary>
    public bool TryUse()
    {
        int users = Volatile.Read(ref _users);
        while (users > 0)
        {
            int seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users) return true;
            users = seen;
        }
        return false;
    }

    /// <summary>Lets go; also once for whoever opened it.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _users) > 0) return;
        Index.Dispose();
        Chunks.Dispose();
    }

    /// <summary>Marks samples as deleted, on disk before it returns. Not for two threads at once.</summary>
    /// <exception cref="IOException">Nothing is deleted.</exception>
    public void Delete(IEnumerable<(uint Series, TimeRange Range)> ranges)
    {
        Tombstones more = _tombstones.With(ranges);
        BlockFiles.WriteTombstones(Directory, more);
        _tombstones = more;
        Change(Meta with { Stats = Meta.Stats with { Tombstones = more.Count } });
    }

    /// <summary>Writes another meta.json. Not for two threads at once.</summary>
    /// <exception cref="IOException">It is as it was.</exception>
    public void Change(BlockMeta meta)
    {
        BlockFiles.WriteMeta(Directory, meta);
        Meta = meta;
    }

    private static long SizeOf(string directory) =>
        new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
}
