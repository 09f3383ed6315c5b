using Tocsin.Model.Samples;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Blocks;

/// <summary>
/// Cuts samples into chunks of 120 and encodes them: where data was deleted, clipped or merged. Samples come in the order of time. Reusable; one thread.
/// </summary>
internal sealed unsafe class SampleChunker
{
    private readonly List<(ChunkInfo Info, int Start, int Length)> _chunks = [];
    private readonly byte[] _open = new byte[(ChunkCut.TargetSamples * XorEncoder.MaxSampleBytes) + 64 + XorDecoder.Padding];
    private byte[] _finished = new byte[4096];
    private int _length;
    private XorEncoder _floats;
    private HistogramChunk? _histograms;
    private long _openSince;

    /// <summary>Chunks finished.</summary>
    public int Count => _chunks.Count;

    public ChunkInfo InfoOf(int chunk) => _chunks[chunk].Info;

    public ReadOnlySpan<byte> BytesOf(int chunk) => _finished.AsSpan(_chunks[chunk].Start, _chunks[chunk].Length);

    public void Clear()
    {
        _chunks.Clear();
        _length = 0;
        _floats = default;
        _histograms = null;
    }

    public void Add(SampleColumns samples)
    {
        ReadOnlySpan<NativeHistogram?> histograms = samples.Histograms;
        for (int i = 0; i < samples.Count; i++)
        {
            if (!histograms.IsEmpty && histograms[i] is { } histogram) Add(samples.Timestamps[i], histogram);
            else Add(samples.Timestamps[i], samples.Values[i]);
        }
    }

    public void Add(long timestamp, double value)
    {
        FinishHistograms();
        if (_floats.Count == ChunkCut.TargetSamples) FinishFloats();
        if (_floats.Count == 0) _openSince = timestamp;
        fixed (byte* open = _open) _floats.Append(open, timestamp, value);
    }

    public void Add(long timestamp, NativeHistogram histogram)
    {
        FinishFloats();
        HistogramChunk? open = _histograms;
        if (open is not null && open.Count < ChunkCut.TargetSamples && open.Append(timestamp, histogram) != HistogramAppend.NewChunkNeeded) return;
        FinishHistograms();
        _histograms = HistogramChunk.Begin(timestamp, histogram, open);
    }

    /// <summary>Ends the open chunk.</summary>
    public void Finish()
    {
        FinishFloats();
        FinishHistograms();
    }

    private void FinishFloats()
    {
        if (_floats.Count == 0) return;
        Keep(new ChunkInfo(ChunkEncoding.Xor, _openSince, _floats.LastTime, _floats.Count), _open.AsSpan(0, _floats.Length));
        _floats = default;
    }

    private void FinishHistograms()
    {
        if (_histograms is not { } open) return;
        Keep(new ChunkInfo(open.Encoding, open.MinTime, open.MaxTime, open.Count), open.Buffer.AsSpan(0, open.Length));
        _histograms = null;
    }

    private void Keep(ChunkInfo info, ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > _finished.Length) Array.Resize(ref _finished, Math.Max(_finished.Length * 2, _length + bytes.Length));
        bytes.CopyTo(_finished.AsSpan(_length));
        _chunks.Add((info, _length, bytes.Length));
        _length += bytes.Length;
    }
}
