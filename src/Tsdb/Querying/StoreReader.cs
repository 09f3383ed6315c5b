using System.Text;
using Tocsin.Model.Storage;
using Tocsin.Tsdb.Blocks;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Querying;

/// <summary>
/// Answers selectors from head and blocks together.
/// </summary>
// The head is asked first: what it hands over to a block in between is then seen twice, never not at all, and the same sample twice is one sample.
internal sealed class StoreReader(IHeadReader head, BlockDirectory blocks, Action<UnreadableChunk> unreadable) : ISeriesSource
{
    public async ValueTask<ISeriesSelection> SelectAsync(SeriesSelector selector, CancellationToken cancel)
    {
        var parts = new List<SelectedPart>();
        var known = new KnownLabels();
        try
        {
            long before = head.MinTime;
            ISeriesSelection inHead = await head.Source.SelectAsync(selector, cancel).ConfigureAwait(false);
            parts.Add(new SelectedPart(inHead, new TimeRange(Math.Min(before, head.MinTime), long.MaxValue)));
            Select(blocks.Use(selector.Start, selector.End), selector, known, parts, cancel);
            return parts.Count == 1 ? inHead : new MergedSelection(parts, selector.Limit, known);
        }
        catch
        {
            foreach (SelectedPart part in parts) part.Series.Dispose();
            throw;
        }
    }

    public ValueTask<NameList> LabelNamesAsync(SeriesSelector selector, CancellationToken cancel)
    {
        var names = new TextList();
        head.Search(selector.Start, selector.End, new NameSearch(selector, names));
        InBlocks(selector, block => LabelSearch.Names(new FilePostings(block.Index), selector.Matchers, names), cancel);
        return ValueTask.FromResult(names.ToNames(selector.Limit));
    }

    public ValueTask<NameList> LabelValuesAsync(string name, SeriesSelector selector, CancellationToken cancel)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(name);
        var values = new TextList();
        head.Search(selector.Start, selector.End, new ValueSearch(selector, utf8, values));
        InBlocks(selector, block => LabelSearch.Values(new FilePostings(block.Index), utf8, selector.Matchers, values), cancel);
        return ValueTask.FromResult(values.ToNames(selector.Limit));
    }

    public ValueTask<IReadOnlyList<SeriesExemplars>> ExemplarsAsync(SeriesSelector selector, CancellationToken cancel) => head.Source.ExemplarsAsync(selector, cancel);

    private void Select(List<Block> used, SeriesSelector selector, KnownLabels known, List<SelectedPart> parts, CancellationToken cancel)
    {
        int taken = 0;
        try
        {
            foreach (Block block in used)
            {
                taken++;
                var selection = new BlockSelection(block, selector, known, unreadable, cancel);
                if (selection.Count > 0 || selection.Warnings.Count > 0) parts.Add(new SelectedPart(selection, new TimeRange(block.Meta.MinTime, block.Meta.MaxTime - 1)));
                else selection.Dispose();
            }
        }
        finally
        {
            foreach (Block rest in used.Skip(taken)) rest.Release();
        }
    }

    private void InBlocks(SeriesSelector selector, Action<Block> search, CancellationToken cancel)
    {
        List<Block> used = blocks.Use(selector.Start, selector.End);
        try
        {
            foreach (Block block in used)
            {
                cancel.ThrowIfCancellationRequested();
                try
                {
                    search(block);
                }
                catch (InvalidDataException e)
                {
                    unreadable(new UnreadableChunk(block.Meta, null, block.Meta.MinTime, block.Meta.MaxTime - 1, e.Message));
                }
            }
        }
        finally
        {
            foreach (Block block in used) block.Release();
        }
    }

    private readonly struct NameSearch(SeriesSelector selector, TextList into) : IPostingsSearch
    {
        public void Run<T>(T postings)
            where T : IPostings => LabelSearch.Names(postings, selector.Matchers, into);
    }

    private readonly struct ValueSearch(SeriesSelector selector, byte[] name, TextList into) : IPostingsSearch
    {
        public void Run<T>(T postings)
            where T : IPostings => LabelSearch.Values(postings, name, selector.Matchers, into);
    }
}
