namespace Tocsin.Tsdb.Index;

/// <summary>A list of series somewhere in an index: where, in the index's own terms, and how many.</summary>
internal readonly record struct PostingRef(long At, int Count);

/// <summary>
/// From label pairs to series, in the head or in a block. Series have numbers that mean something to their index only. An implementation is used by
/// one thread at a time, while nothing changes it (the head: its lock for reading).
/// </summary>
internal interface IPostings
{
    /// <summary>Every series.</summary>
    PostingRef All { get; }

    /// <summary>Number of distinct values of a label; 0 when no series has it.</summary>
    int ValueCount(ReadOnlySpan<byte> name);

    bool TryFind(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, out PostingRef list);

    /// <summary>Each value of a label once, in any order.</summary>
    void Visit<TVisitor>(ReadOnlySpan<byte> name, ref TVisitor visitor)
        where TVisitor : struct, IValueVisitor;

    /// <summary>Each label name once, in any order.</summary>
    void VisitNames<TVisitor>(ref TVisitor visitor)
        where TVisitor : struct, INameVisitor;

    /// <summary>The numbers of a list, ascending; <paramref name="into"/> is as long as the list.</summary>
    void Read(PostingRef list, Span<uint> into);

    /// <summary>The value of a label of a series; empty when it has no such label.</summary>
    ReadOnlySpan<byte> ValueOf(uint series, ReadOnlySpan<byte> name);

    /// <summary>The labels of a series by name.</summary>
    void VisitLabels<TVisitor>(uint series, ref TVisitor visitor)
        where TVisitor : struct, ILabelVisitor;
}

/// <summary>Is shown the values of one label. The bytes are valid during the call.</summary>
internal interface IValueVisitor
{
    /// <summary>False: enough.</summary>
    bool Visit(ReadOnlySpan<byte> value, PostingRef list);
}

/// <summary>Is shown label names. The bytes are valid during the call.</summary>
internal interface INameVisitor
{
    void Visit(ReadOnlySpan<byte> name);
}

/// <summary>Is shown the labels of a series. The bytes are valid during the call.</summary>
internal interface ILabelVisitor
{
    void Visit(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value);
}
