using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Querying;

/// <summary>Distinct UTF-8 texts; one that is known already costs no copy.</summary>
internal sealed class ByteTexts
{
    private readonly HashSet<byte[]> _texts = new(Utf8Comparer.Instance);

    public void Add(ReadOnlySpan<byte> text) => _texts.GetAlternateLookup<ReadOnlySpan<byte>>().Add(text);

    public List<byte[]> ToList() => [.. _texts];
}
