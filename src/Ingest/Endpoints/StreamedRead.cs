using System.Buffers.Binary;
using System.IO.Pipelines;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Tocsin.Contracts.Remote;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;
using Tocsin.Tsdb;

namespace Tocsin.Ingest.Endpoints;

/// <summary>
/// Answers of remote read in STREAMED_XOR_CHUNKS: frames of length (uvarint), CRC-32C (4 bytes, big endian) and a ChunkedReadResponse. A frame holds one series,
/// or part of it when it has many chunks; so neither side keeps more than a frame.
/// </summary>
internal sealed class StreamedRead(HttpResponse response)
{
    public const string ContentType = "application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse";

    /// <summary>A frame ends before the chunk that would make it larger than this.</summary>
    private const int FrameBytes = 1024 * 1024;

    /// <summary>Most bytes around the data of a chunk: three tags and numbers, two lengths.</summary>
    private const int ChunkOverhead = 40;

    private const int FrameOverhead = 32;

    private const int FlushBytes = 64 * 1024;

    private readonly SampleColumns _columns = new();
    private readonly ChunkEncoder _encoder = new();
    private readonly PipeWriter _out = response.BodyWriter;

    /// <summary>Sends the series of one query, in the order of their labels, as clients merge them.</summary>
    public async ValueTask SendAsync(int query, ISeriesSelection selection, LabelSet externalLabels, CancellationToken cancel)
    {
        var order = new (LabelSet Labels, int Index)[selection.Count];
        for (int i = 0; i < order.Length; i++) order[i] = (RemoteReadQuery.WithExternal(selection.LabelsAt(i), externalLabels), i);
        Array.Sort(order, (left, right) => left.Labels.CompareTo(right.Labels));
        foreach ((LabelSet labels, int index) in order)
        {
            selection.Read(index, _columns);
            if (_columns.Count == 0) continue;
            _encoder.Encode(_columns);
            for (int chunk = 0; chunk < _encoder.Count;)
            {
                Write(NextFrame(query, labels, ref chunk));
                if (_out.UnflushedBytes < FlushBytes) continue;
                FlushResult flushed = await _out.FlushAsync(cancel).ConfigureAwait(false);
                if (flushed.IsCompleted) return;
            }
        }
    }

    private ChunkedReadResponse NextFrame(int query, LabelSet labels, ref int chunk)
    {
        var series = new ChunkedSeries();
        WireLabels.Write(labels, series.Labels);
        int left = FrameBytes - series.CalculateSize();
        do
        {
            EncodedChunk next = _encoder[chunk];
            series.Chunks.Add(new WireChunk
            {
                MinTimeMs = next.MinTime,
                MaxTimeMs = next.MaxTime,
                Type = (WireChunk.Types.Encoding)next.Encoding,
                Data = ByteString.CopyFrom(next.Bytes),
            });
            left -= next.Bytes.Length + ChunkOverhead;
        }
        while (++chunk < _encoder.Count && left > _encoder[chunk].Bytes.Length + ChunkOverhead + FrameOverhead);
        return new ChunkedReadResponse { ChunkedSeries = { series }, QueryIndex = query };
    }

    private void Write(ChunkedReadResponse frame)
    {
        int length = frame.CalculateSize(), at = 0;
        Span<byte> room = _out.GetSpan(length + 9);
        for (uint rest = (uint)length; ; rest >>= 7)
        {
            room[at++] = (byte)(rest >= 0x80 ? rest | 0x80 : rest);
            if (rest < 0x80) break;
        }
        Span<byte> message = room.Slice(at + 4, length);
        frame.WriteTo(message);
        BinaryPrimitives.WriteUInt32BigEndian(room[at..], ChunkEncoder.ChecksumOf(message));
        _out.Advance(at + 4 + length);
    }
}
