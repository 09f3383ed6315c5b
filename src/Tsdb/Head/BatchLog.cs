using System.Runtime.InteropServices;
using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb.Head;

/// <summary>
/// Writes batches to the log: the series it does not know yet, then what belongs to them; and what is out of order to the log for that. Under the
/// commit gate.
/// </summary>
internal sealed unsafe class BatchLog(SeriesTable series, WalWriter writer, WalWriter? outOfOrder)
{
    private readonly List<nint> _new = [];
    private byte[] _labels = new byte[1024];

    /// <exception cref="IOException">Nothing of the batch is stored in order; what is out of order may come back with a restart.</exception>
    public void Write(AppendBatch batch)
    {
        try
        {
            StageSeries(batch);
            StageMetadata(batch);
            StageSamples(batch, writer, PendingKind.Float);
            StageExemplars(batch);
            writer.Commit();
        }
        catch
        {
            writer.Discard();
            foreach (nint added in _new) ((SeriesState*)added)->Flags &= ~SeriesFlags.Logged;
            throw;
        }
        finally
        {
            _new.Clear();
        }
        if (!batch.HasOutOfOrder) return;
        try
        {
            StageSamples(batch, outOfOrder!, PendingKind.OutOfOrder);
            outOfOrder!.Commit();
        }
        catch
        {
            outOfOrder!.Discard();
            throw;
        }
    }

    /// <summary>Says that the out-of-order samples of some series are in chunks on disk. False: it could not be written, so they will be found twice.</summary>
    public bool TryMark(List<MapMarker> markers)
    {
        if (markers.Count == 0) return true;
        try
        {
            RecordWriter.Write(outOfOrder!.Record, CollectionsMarshal.AsSpan(markers));
            outOfOrder.Stage();
            outOfOrder.Commit();
            return true;
        }
        catch (IOException)
        {
            outOfOrder!.Discard();
            return false;
        }
    }

    private void StageSeries(AppendBatch batch)
    {
        foreach (ref readonly PendingSample sample in batch.Samples) Note(sample.Series);
        foreach ((uint slot, _) in batch.Exemplars) Note(series.Find(slot));
        foreach ((uint slot, _) in batch.Metadata) Note(series.Find(slot));
        if (_new.Count == 0) return;
        writer.Record.PutByte((byte)RecordType.Series);
        foreach (nint added in _new) PutSeries((SeriesState*)added);
        writer.Stage();
    }

    private void PutSeries(SeriesState* added)
    {
        int length;
        while ((length = series.CopyLabels(added, _labels)) < 0) Array.Resize(ref _labels, _labels.Length * 2);
        int count = 0;
        foreach (int _ in new LabelCodes(added)) count++;
        writer.Record.PutUInt64(added->Reference);
        writer.Record.PutUvarint((ulong)count);
        writer.Record.PutBytes(_labels.AsSpan(0, length));
    }

    private void Note(SeriesState* noted)
    {
        if (noted->Has(SeriesFlags.Logged)) return;
        noted->Flags |= SeriesFlags.Logged;
        _new.Add((nint)noted);
    }

    private void StageMetadata(AppendBatch batch)
    {
        if (batch.Metadata.Count == 0) return;
        RecordWriter.Write(writer.Record, batch.Metadata.ConvertAll(entry => new MetadataRecord(ReferenceOf(entry.Slot), entry.Metadata)).ToArray());
        writer.Stage();
    }

    // A series with samples for different records in one batch would be read back in another order, so then the records follow the order of the batch.
    private static void StageSamples(AppendBatch batch, WalWriter into, PendingKind wanted)
    {
        ReadOnlySpan<PendingSample> samples = batch.Samples;
        if (!batch.IsMixed && wanted == PendingKind.Float)
        {
            StageFloats(samples, into, wanted);
            if (batch.Histograms.Count > 0) StageHistograms(batch, samples, into, wanted | PendingKind.Histogram);
            return;
        }
        for (int from = 0; from < samples.Length;)
        {
            PendingKind kind = samples[from].Kind;
            int to = from + 1;
            while (to < samples.Length && samples[to].Kind == kind && TypeOf(batch, samples[to]) == TypeOf(batch, samples[from])) to++;
            if (kind == wanted) StageFloats(samples[from..to], into, kind);
            else if (kind == (wanted | PendingKind.Histogram)) StageHistograms(batch, samples[from..to], into, kind);
            from = to;
        }
    }

    private static RecordType TypeOf(AppendBatch batch, in PendingSample sample) =>
        (sample.Kind & PendingKind.Histogram) == 0 ? RecordType.Samples : HistogramRecords.TypeOf(batch.Histograms[(int)sample.Value]);

    private static void StageFloats(ReadOnlySpan<PendingSample> samples, WalWriter into, PendingKind wanted)
    {
        SamplesWriter writer = default;
        foreach (ref readonly PendingSample sample in samples)
            if (sample.Kind == wanted)
                writer.Add(into.Record, sample.Series->Reference, sample.Timestamp, sample.Value);
        into.Stage();
    }

    private static void StageHistograms(AppendBatch batch, ReadOnlySpan<PendingSample> samples, WalWriter into, PendingKind wanted)
    {
        ReadOnlySpan<RecordType> types =
            [RecordType.Histograms, RecordType.CustomHistograms, RecordType.FloatHistograms, RecordType.CustomFloatHistograms];
        foreach (RecordType type in types)
        {
            HistogramRecord first = default;
            foreach (ref readonly PendingSample sample in samples)
            {
                if (sample.Kind != wanted) continue;
                var entry = new HistogramRecord(sample.Series->Reference, sample.Timestamp, batch.Histograms[(int)sample.Value]);
                if (HistogramRecords.TypeOf(entry.Histogram) != type) continue;
                bool isFirst = first.Histogram is null;
                if (isFirst) first = entry;
                HistogramRecords.Put(into.Record, entry, first, isFirst);
            }
            into.Stage();
        }
    }

    private void StageExemplars(AppendBatch batch)
    {
        if (batch.Exemplars.Count == 0) return;
        RecordWriter.Write(writer.Record, batch.Exemplars.ConvertAll(entry => new ExemplarRecord(ReferenceOf(entry.Slot), entry.Exemplar)).ToArray());
        writer.Stage();
    }

    private ulong ReferenceOf(uint slot) => series.Find(slot)->Reference;
}
