using Tocsin.Model.Matchers;
using Tocsin.Model.Storage;
using Tocsin.Tsdb.Blocks;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Compaction;
using Tocsin.Tsdb.Querying;

namespace Tocsin.Tsdb;

/// <summary>
/// A data directory opened to be looked at, beside a running server or without one: nothing in it is changed. The log is replayed in a copy.
/// </summary>
public sealed class ReadOnlyTsdb : IAsyncDisposable
{
    private static readonly string[] LogFolders = ["wal", "wbl", "chunks_head"];

    private readonly List<Block> _blocks = [];

    private ReadOnlyTsdb(string path) => Path = path;

    public string Path { get; }

    /// <summary>By their oldest timestamp.</summary>
    public IReadOnlyList<BlockSummary> Blocks => _blocks.ConvertAll(BlockSummary.Of);

    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">A block of it is damaged.</exception>
    public static ReadOnlyTsdb Open(string path)
    {
        if (!Directory.Exists(path)) throw new DirectoryNotFoundException($"stat {path}: no such file or directory");
        var opened = new ReadOnlyTsdb(path);
        try
        {
            foreach (string directory in Directory.EnumerateDirectories(path))
                if (Ulid.TryParse(System.IO.Path.GetFileName(directory), out _) && File.Exists(System.IO.Path.Combine(directory, BlockMeta.FileName)))
                    opened._blocks.Add(OpenBlock(directory));
        }
        catch
        {
            opened.Release();
            throw;
        }
        opened._blocks.Sort((left, right) => (left.Meta.MinTime, left.Meta.MaxTime).CompareTo((right.Meta.MinTime, right.Meta.MaxTime)));
        return opened;
    }

    /// <summary>Counts what a block is made of.</summary>
    /// <param name="block">Its name; empty: the newest.</param>
    /// <param name="matchers">The series to count; none: all.</param>
    /// <param name="withChunks">Also look into every chunk.</param>
    /// <returns>Null: there is no such block.</returns>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public BlockAnalysis? Analyze(string block, IReadOnlyList<Matcher> matchers, bool withChunks)
    {
        Block? found = block.Length == 0 ? _blocks.LastOrDefault() : _blocks.Find(candidate => candidate.Meta.Id.ToString() == block);
        return found is null ? null : new BlockAnalyzer(found, matchers).Run(withChunks);
    }

    /// <summary>Finds series in blocks and log.</summary>
    /// <param name="selector">What is wanted.</param>
    /// <param name="sandbox">A folder in which the log is copied and replayed; the copy is removed.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="IOException">The log cannot be read.</exception>
    public async ValueTask<ISeriesSelection> SelectAsync(SeriesSelector selector, string sandbox, CancellationToken cancel)
    {
        var parts = new List<SelectedPart>();
        var known = new KnownLabels();
        foreach (Block block in _blocks.Where(block => block.Overlaps(selector.Start, selector.End) && block.TryUse()))
        {
            var selection = new BlockSelection(block, selector, known, _ => { }, cancel);
            parts.Add(new SelectedPart(selection, new TimeRange(block.Meta.MinTime, block.Meta.MaxTime - 1)));
        }
        ISeriesSelection? log = await SelectFromLogAsync(selector, sandbox, cancel).ConfigureAwait(false);
        if (log is not null) parts.Add(new SelectedPart(log, TimeRange.Everything));
        return new MergedSelection(parts, selector.Limit, known);
    }

    public ValueTask DisposeAsync()
    {
        Release();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<ISeriesSelection?> SelectFromLogAsync(SeriesSelector selector, string sandbox, CancellationToken cancel)
    {
        string wal = System.IO.Path.Combine(Path, LogFolders[0]);
        if (!Directory.Exists(wal) || !Directory.EnumerateFileSystemEntries(wal).Any()) return null;
        string copy = Directory.CreateDirectory(System.IO.Path.Combine(sandbox, "tmp_tsdb_" + Guid.NewGuid().ToString("N"))).FullName;
        try
        {
            foreach (string folder in LogFolders) CopyFiles(System.IO.Path.Combine(Path, folder), System.IO.Path.Combine(copy, folder));
            var options = new TsdbOptions { Path = copy, RetentionTime = TimeSpan.FromDays(365 * 200) };
            TsdbOpenResult opened = Tsdb.Open(options, TimeProvider.System, SilentTsdbEvents.Instance);
            if (!opened.IsOpen) throw new IOException(opened.Error);
            await using Tsdb store = opened.Store;
            using ISeriesSelection found = await store.SelectAsync(selector, cancel).ConfigureAwait(false);
            return new LoadedSelection(found);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private static Block OpenBlock(string directory)
    {
        try
        {
            return Block.Open(directory);
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException)
        {
            throw new InvalidDataException($"block {System.IO.Path.GetFileName(directory)}: {e.Message}", e);
        }
    }

    private static void CopyFiles(string from, string into)
    {
        if (!Directory.Exists(from)) return;
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = System.IO.Path.Combine(into, System.IO.Path.GetRelativePath(from, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.Copy(file, target);
            File.SetAttributes(target, FileAttributes.Normal);
        }
    }

    private void Release()
    {
        foreach (Block block in _blocks) block.Release();
        _blocks.Clear();
    }
}
