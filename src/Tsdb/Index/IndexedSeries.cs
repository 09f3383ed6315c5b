namespace Tocsin.Tsdb.Index;

/// <summary>A series read from an index, in buffers that are reused.</summary>
internal sealed class IndexedSeries
{
    private byte[] _labels = new byte[256];
    private int _length;

    /// <summary>The canonical bytes of the label set.</summary>
    public ReadOnlySpan<byte> Labels => _labels.AsSpan(0, _length);

    public List<ChunkEntry> Chunks { get; } = [];

    public void Clear()
    {
        _length = 0;
        Chunks.Clear();
    }

    /// <summary>Adds a text with its length before it.</summary>
    public void AddText(ReadOnlySpan<byte> raw)
    {
        if (_length + raw.Length > _labels.Length) Array.Resize(ref _labels, Math.Max(_labels.Length * 2, _length + raw.Length));
        raw.CopyTo(_labels.AsSpan(_length));
        _length += raw.Length;
    }
}
