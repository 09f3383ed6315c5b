namespace Tocsin.Tsdb.Chunks;

/// <summary>What is known of a chunk without decoding it. Times in ms since the epoch, both ends inclusive.</summary>
internal readonly record struct ChunkInfo(ChunkEncoding Encoding, long MinTime, long MaxTime, int Samples);

/// <summary>
/// Walks series with their finished chunks, in the order of <see cref="LabelOrder"/>, each label set once. Forward only; one thread. What it gives is
/// valid until the next <see cref="MoveNext"/>.
/// </summary>
internal interface ISeriesCursor : IDisposable
{
    bool MoveNext();

    /// <summary>The canonical bytes of the label set.</summary>
    ReadOnlySpan<byte> Labels { get; }

    /// <summary>At least one.</summary>
    int ChunkCount { get; }

    /// <summary>Chunks come by their oldest timestamp; they may overlap where samples came out of order.</summary>
    ChunkInfo InfoOf(int chunk);

    /// <summary>The chunk's bytes from the number of samples on, without padding.</summary>
    ReadOnlySpan<byte> BytesOf(int chunk);
}

/// <summary>Takes the texts that labels are made of.</summary>
internal interface ISymbolSink
{
    void Add(ReadOnlySpan<byte> text);
}

/// <summary>Series that can be written as a block.</summary>
internal interface IChunkedSeries
{
    /// <summary>Every name and value of labels that <see cref="Series"/> may give; more than that, and repeats, do no harm.</summary>
    void CollectSymbols(ISymbolSink into);

    ISeriesCursor Series();
}
