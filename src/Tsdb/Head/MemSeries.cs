using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Head;

/// <summary>A series in memory: its labels, its finished chunks and the one being written.</summary>
// Who may touch what:
//   Labels, Slot, Reference                         immutable
//   IsIndexed                                       changed while the head is locked for writing
//   chunks, open chunk                              changed while the head is locked for writing, read while it is locked for reading
//   newest sample (Encoder, HasSamples)             as above, and changed under lock(this), so that appenders read it under lock(this) alone
//   Pending*, IsGone                                lock(this)
//   IsLogged                                        the commit gate
internal sealed class MemSeries(LabelSet labels, int slot, ulong reference)
{
    private Chunk[] _chunks = [];
    private int _first;
    private int _end;
    private byte[]? _open;
    private XorEncoder _encoder;
    private long _openSince;
    private long _cutAt;

    public LabelSet Labels { get; } = labels;

    /// <summary>Its place in the index and in the handles of this process; never used twice.</summary>
    public int Slot { get; } = slot;

    /// <summary>Its number in the write-ahead log.</summary>
    public ulong Reference { get; } = reference;

    /// <summary>The log holds its series record.</summary>
    public bool IsLogged { get; set; }

    /// <summary>It has been committed: queries may find it.</summary>
    public bool IsIndexed { get; set; }

    /// <summary>Removed from the head; a handle that still leads here is stale.</summary>
    public bool IsGone { get; set; }

    /// <summary>Entries of open batches that point here.</summary>
    public int PendingCount { get; set; }

    /// <summary>The batch that added the newest pending sample, and where in it.</summary>
    public int PendingBatch { get; set; }

    public int PendingIndex { get; set; }

    public bool HasSamples => _open is not null;

    public long LastTime => _encoder.LastTime;

    public ulong LastValueBits => _encoder.LastValueBits;

    public int ChunkCount => _end - _first + (_open is null ? 0 : 1);

    public int SampleCount
    {
        get
        {
            int count = _encoder.Count;
            for (int i = _first; i < _end; i++) count += _chunks[i].Count;
            return count;
        }
    }

    /// <summary>Oldest timestamp; only while <see cref="HasSamples"/>.</summary>
    public long MinTime => _end > _first ? _chunks[_first].MinTime : _openSince;

    /// <summary>Adds a sample newer than the last. True: a chunk was begun for it.</summary>
    public bool Append(long timestamp, double value, ChunkBuffers buffers)
    {
        bool begins = _open is null || ChunkCut.IsDue(_encoder.Count, _encoder.Length, timestamp, _cutAt);
        if (begins)
        {
            if (_open is not null) Finish(buffers);
            _open = buffers.Rent(XorEncoder.MaxSampleBytes);
            _encoder = default;
            _openSince = timestamp;
            _cutAt = ChunkCut.RangeEnd(timestamp);
        }
        else if (_open!.Length < _encoder.Length + XorEncoder.MaxSampleBytes + XorDecoder.Padding) Grow(buffers);
        _encoder.Append(_open!, timestamp, value);
        if (_encoder.Count == ChunkCut.EstimateAt) _cutAt = ChunkCut.Estimate(_openSince, timestamp, _cutAt);
        return begins;
    }

    /// <summary>What a reader needs to read the series as it is now, later and without a lock.</summary>
    public PinnedChunks Pin() => new(_chunks, _first, _end, _open, _encoder.Length, _encoder.Count, _openSince, _encoder.LastTime);

    /// <summary>Drops the chunks that end before <paramref name="minTime"/>; gives their number and samples.</summary>
    public (int Chunks, int Samples) DropBefore(long minTime, ChunkBuffers buffers)
    {
        int chunks = 0, samples = 0;
        while (_first < _end && _chunks[_first].MaxTime < minTime)
        {
            samples += _chunks[_first++].Count;
            chunks++;
        }
        if (chunks > 0)
        {
            _chunks = _chunks[_first.._end];
            (_first, _end) = (0, _chunks.Length);
        }
        if (_open is null || _encoder.LastTime >= minTime) return (chunks, samples);
        samples += _encoder.Count;
        buffers.Return(_open);
        _open = null;
        _encoder = default;
        return (chunks + 1, samples);
    }

    /// <summary>Rewrites the series without the samples in a time range, both ends inclusive.</summary>
    public void Delete(long minTime, long maxTime, ChunkBuffers buffers)
    {
        if (!HasSamples) return;
        var samples = new SampleColumns();
        Pin().Read(long.MinValue, long.MaxValue, samples);
        buffers.Return(_open!);
        (_chunks, _first, _end, _open, _encoder) = ([], 0, 0, null, default);
        for (int i = 0; i < samples.Count; i++)
        {
            long time = samples.Timestamps[i];
            if (time < minTime || time > maxTime) Append(time, samples.Values[i], buffers);
        }
    }

    private void Finish(ChunkBuffers buffers)
    {
        byte[] data = new byte[_encoder.Length + XorDecoder.Padding];
        _open.AsSpan(0, _encoder.Length).CopyTo(data);
        // Entries behind _end are not part of any pin, so the array may be filled up in place.
        if (_end == _chunks.Length) Array.Resize(ref _chunks, Math.Max(2, _end + (_end >> 1)));
        _chunks[_end++] = new Chunk(_openSince, _encoder.LastTime, _encoder.Count, data);
        buffers.Return(_open!);
        _open = null;
    }

    private void Grow(ChunkBuffers buffers)
    {
        byte[] larger = buffers.Rent(_open!.Length);
        _open.CopyTo(larger, 0);
        buffers.Return(_open);
        _open = larger;
    }
}
