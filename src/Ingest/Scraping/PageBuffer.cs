using System.Buffers;

namespace Tocsin.Ingest.Scraping;

/// <summary>Holds one scraped page in pooled memory, which goes back to the pool between scrapes.</summary>
internal sealed class PageBuffer
{
    private byte[] _bytes = [];
    private int _lastLength = 4096;

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Page => _bytes.AsMemory(0, Length);

    /// <summary>Room for more, to be taken by <see cref="Advance"/>.</summary>
    public Memory<byte> Room()
    {
        if (_bytes.Length == 0) _bytes = ArrayPool<byte>.Shared.Rent(_lastLength + 1);
        else if (Length == _bytes.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
            _bytes.CopyTo(larger, 0);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
        return _bytes.AsMemory(Length);
    }

    public void Advance(int read) => Length += read;

    public void Release()
    {
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _lastLength = Math.Max(_lastLength, Length);
        Length = 0;
    }
}
