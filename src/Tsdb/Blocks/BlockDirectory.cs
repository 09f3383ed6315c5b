namespace Tocsin.Tsdb.Blocks;

/// <summary>
/// The blocks of a data directory. Readers take the list of a moment and keep its blocks in use; changes replace the list. Changes are made by one
/// thread at a time.
/// </summary>
internal sealed class BlockDirectory : IDisposable
{
    private readonly IBlockEvents _events;
    private readonly HashSet<string> _refused = [];
    private volatile Block[] _blocks = [];

    public BlockDirectory(string path, IBlockEvents events)
    {
        Path = path;
        _events = events;
    }

    public string Path { get; }

    /// <summary>By their oldest timestamp.</summary>
    public IReadOnlyList<Block> Blocks => _blocks;

    public long Size => _blocks.Sum(block => block.Size);

    /// <summary>First timestamp behind all blocks of samples in order; <see cref="long.MinValue"/> when there is none.</summary>
    public long InOrderMaxTime => _blocks.Where(block => !block.Meta.IsOutOfOrder).Select(block => block.Meta.MaxTime).DefaultIfEmpty(long.MinValue).Max();

    /// <summary>
    /// Takes note of what is on disk: removes what a crash left half done, opens blocks that came, lets go of those that went, and of those that others were
    /// made of. A block that cannot be read is set aside.
    /// </summary>
    /// <exception cref="IOException">The directory cannot be listed.</exception>
    public void Reload()
    {
        RemoveUnfinished();
        var open = _blocks.ToDictionary(block => block.Directory);
        var found = new List<Block>();
        foreach (string directory in Directory.EnumerateDirectories(Path))
        {
            if (!Ulid.TryParse(System.IO.Path.GetFileName(directory), out _)) continue;
            if (open.TryGetValue(directory, out Block? block) || (block = TryOpen(directory)) is not null) found.Add(block);
        }
        // After a crash between the birth of a block and the end of its parents, both are there.
        HashSet<Ulid> replaced = [.. found.SelectMany(block => block.Meta.Parents).Select(parent => parent.Id)];
        List<Block> dead = found.FindAll(block => replaced.Contains(block.Meta.Id) || block.Meta.Deletable);
        found.RemoveAll(dead.Contains);
        Publish(found);
        foreach (Block block in dead)
        {
            Remove(block);
            if (!open.ContainsKey(block.Directory)) block.Release();
        }
    }

    /// <summary>Removes blocks from the list, then from the disk.</summary>
    /// <exception cref="IOException">The files of one are still there; the next <see cref="Reload"/> would bring it back.</exception>
    public void Delete(IReadOnlyCollection<Block> blocks)
    {
        if (blocks.Count == 0) return;
        Publish([.. _blocks.Where(block => !blocks.Contains(block))]);
        foreach (Block block in blocks) Remove(block);
    }

    /// <summary>The blocks that may have samples in a time range, in use: the caller lets go of each. Both ends inclusive.</summary>
    public List<Block> Use(long minTime, long maxTime)
    {
        var used = new List<Block>();
        // A block that is closed in between has been replaced: look again.
        while (true)
        {
            Block[] blocks = _blocks;
            bool complete = true;
            foreach (Block block in blocks)
            {
                if (!block.Overlaps(minTime, maxTime)) continue;
                if (block.TryUse()) used.Add(block);
                else complete = false;
            }
            if (complete || ReferenceEquals(blocks, _blocks)) return used;
            foreach (Block block in used) block.Release();
            used.Clear();
        }
    }

    public void Dispose()
    {
        foreach (Block block in Interlocked.Exchange(ref _blocks, [])) block.Release();
    }

    private void Publish(List<Block> blocks)
    {
        blocks.Sort((left, right) => left.Meta.MinTime != right.Meta.MinTime
            ? left.Meta.MinTime.CompareTo(right.Meta.MinTime)
            : left.Meta.MaxTime != right.Meta.MaxTime ? left.Meta.MaxTime.CompareTo(right.Meta.MaxTime) : left.Meta.Id.CompareTo(right.Meta.Id));
        Block[] before = _blocks;
        _blocks = [.. blocks];
        foreach (Block block in before)
            if (!blocks.Contains(block))
                block.Release();
    }

    // Renamed first: a crash in between leaves no half block under a block's name.
    private static void Remove(Block block)
    {
        string doomed = block.Directory + BlockFiles.Doomed;
        try
        {
            Directory.Move(block.Directory, doomed);
            DirectorySync.Flush(System.IO.Path.GetDirectoryName(block.Directory)!);
            Directory.Delete(doomed, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody else removed it.
        }
    }

    private void RemoveUnfinished()
    {
        foreach (string directory in Directory.EnumerateDirectories(Path))
        {
            string name = System.IO.Path.GetFileName(directory);
            int dot = name.IndexOf('.', StringComparison.Ordinal);
            if (dot > 0 && Ulid.TryParse(name[..dot], out _) && name[dot..] is BlockFiles.Unfinished or BlockFiles.Doomed or ".tmp")
                Directory.Delete(directory, recursive: true);
        }
    }

    private Block? TryOpen(string directory)
    {
        try
        {
            Block block = BlockRepair.Open(directory, _events);
            _refused.Remove(directory);
            return block;
        }
        catch (InvalidDataException e)
        {
            BlockRepair.SetAside(directory, e.Message, _events);
        }
        catch (Exception e) when (e is NotSupportedException or IOException or UnauthorizedAccessException)
        {
            if (_refused.Add(directory)) _events.NotRead($"block {directory} is left alone: {e.Message}");
        }
        return null;
    }
}
