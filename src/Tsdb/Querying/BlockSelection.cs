using System.Collections.Concurrent;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;
using Tocsin.Tsdb.Blocks;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Querying;

/// <summary>The series that a selector found in one block, with the chunks of its time range. Keeps the block open.</summary>
internal sealed class BlockSelection : IAppendingSelection
{
    private const int MostExpected = 1 << 20;

    private readonly SeriesSelector _selector;
    private readonly TimeRange _time;
    private readonly List<Entry> _series = [];
    private readonly KnownLabels _known;

    // Where the chunks of all series are, one series behind the other.
    private readonly List<ulong> _chunks = [];
    private readonly Tombstones _tombstones;
    private readonly Stack<SampleColumns> _scratch = [];
    private readonly ConcurrentQueue<string> _problems = [];
    private readonly Action<UnreadableChunk> _unreadable;
    private Block? _block;

    /// <param name="block">In use for this selection, which lets go of it.</param>
    /// <param name="selector">What is wanted.</param>
    /// <param name="known">The labels of this search.</param>
    /// <param name="unreadable">Is told what is left out.</param>
    /// <param name="cancel">Ends the search.</param>
    public BlockSelection(Block block, SeriesSelector selector, KnownLabels known, Action<UnreadableChunk> unreadable, CancellationToken cancel)
    {
        _block = block;
        _selector = selector;
        _known = known;
        // What a block holds beyond its own time would come out of order.
        _time = new TimeRange(Math.Max(selector.Start, block.Meta.MinTime), Math.Min(selector.End, block.Meta.MaxTime - 1));
        _unreadable = unreadable;
        _tombstones = block.Tombstones;
        try
        {
            Find(block, cancel);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public int Count => _series.Count;

    public IReadOnlyList<string> Warnings => [.. _problems];

    public LabelSet LabelsAt(int index) => _series[index].Labels;

    public void Read(int index, SampleColumns into)
    {
        into.Clear();
        Append(index, into);
    }

    public void Append(int index, SampleColumns into)
    {
        Block block = _block ?? throw new ObjectDisposedException(nameof(ISeriesSelection));
        Entry series = _series[index];
        ReadOnlySpan<TimeRange> deleted = _tombstones.Of(series.Number);
        if (deleted.IsEmpty)
        {
            Decode(block, series, into);
            return;
        }
        SampleColumns scratch = Rent();
        scratch.Clear();
        Decode(block, series, scratch);
        SampleMerge.CopyExcept(scratch, deleted, into);
        lock (_scratch) _scratch.Push(scratch);
    }

    public void Dispose() => Interlocked.Exchange(ref _block, null)?.Release();

    private void Find(Block block, CancellationToken cancel)
    {
        uint[] found = Resolve(block);
        _series.EnsureCapacity(found.Length);
        var current = new IndexedSeries();
        for (int i = 0; i < found.Length; i++)
        {
            if (i % 1024 == 0) cancel.ThrowIfCancellationRequested();
            try
            {
                block.Index.ReadSeries(found[i], current);
            }
            catch (InvalidDataException e)
            {
                Problem(new UnreadableChunk(block.Meta, null, block.Meta.MinTime, block.Meta.MaxTime - 1, e.Message));
                continue;
            }
            int first = _chunks.Count;
            ReadOnlySpan<TimeRange> deleted = _tombstones.Of(found[i]);
            foreach (ChunkEntry chunk in current.Chunks)
                if (_time.Overlaps(chunk.MinTime, chunk.MaxTime) && !Covers(deleted, chunk))
                    _chunks.Add(chunk.Reference);
            int count = _chunks.Count - first;
            // Series of a block are much alike: room for all is found at once, and not by copying again and again.
            if (_series.Count == 0) _chunks.EnsureCapacity(Math.Min(count * found.Length, MostExpected));
            if (count > 0) _series.Add(new Entry(found[i], _known.Of(current.Labels), first, count));
        }
    }

    private SampleColumns Rent()
    {
        lock (_scratch) return _scratch.TryPop(out SampleColumns? scratch) ? scratch : new SampleColumns();
    }

    private uint[] Resolve(Block block)
    {
        try
        {
            return MatcherResolver.Resolve(new FilePostings(block.Index), _selector.Matchers);
        }
        catch (InvalidDataException e)
        {
            Problem(new UnreadableChunk(block.Meta, null, block.Meta.MinTime, block.Meta.MaxTime - 1, e.Message));
            return [];
        }
    }

    private void Decode(Block block, Entry series, SampleColumns into)
    {
        for (int i = series.FirstChunk; i < series.FirstChunk + series.ChunkCount; i++)
        {
            try
            {
                ReadOnlySpan<byte> bytes = block.Chunks.Read(_chunks[i], out ChunkEncoding encoding);
                ChunkDecoder.Decode(encoding, bytes, _time.MinTime, _time.MaxTime, into);
            }
            catch (Exception e) when (e is InvalidDataException or NotSupportedException)
            {
                ChunkEntry chunk = Describe(block, series, _chunks[i]);
                Problem(new UnreadableChunk(block.Meta, series.Labels, chunk.MinTime, chunk.MaxTime, e.Message));
            }
        }
    }

    private static ChunkEntry Describe(Block block, Entry series, ulong reference)
    {
        var entry = new IndexedSeries();
        block.Index.ReadSeries(series.Number, entry);
        return entry.Chunks.Find(chunk => chunk.Reference == reference);
    }

    private void Problem(UnreadableChunk what)
    {
        _problems.Enqueue(what.ToString());
        _unreadable(what);
    }

    private static bool Covers(ReadOnlySpan<TimeRange> deleted, ChunkEntry chunk)
    {
        foreach (TimeRange range in deleted)
            if (range.MinTime <= chunk.MinTime && range.MaxTime >= chunk.MaxTime)
                return true;
        return false;
    }

    private readonly record struct Entry(uint Number, LabelSet Labels, int FirstChunk, int ChunkCount);
}
