using Tocsin.Model.Samples;
using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb.Head;

/// <summary>Writes batches to the log: the series it does not know yet, then what belongs to them. Under the commit gate.</summary>
internal sealed class BatchLog(WalWriter writer)
{
    private readonly List<MemSeries> _new = [];

    /// <exception cref="IOException">Nothing of the batch is stored.</exception>
    public void Write(AppendBatch batch)
    {
        try
        {
            StageSeries(batch);
            StageMetadata(batch);
            StageSamples(batch);
            StageExemplars(batch);
            writer.Commit();
        }
        catch
        {
            writer.Discard();
            foreach (MemSeries series in _new) series.IsLogged = false;
            throw;
        }
        finally
        {
            _new.Clear();
        }
    }

    private void StageSeries(AppendBatch batch)
    {
        foreach (ref readonly PendingSample sample in batch.Samples) Note(sample.Series);
        foreach ((MemSeries series, _) in batch.Exemplars) Note(series);
        foreach ((MemSeries series, _) in batch.Metadata) Note(series);
        if (_new.Count == 0) return;
        RecordWriter.Write(writer.Record, _new.ConvertAll(series => new SeriesRecord(series.Reference, series.Labels)).ToArray());
        writer.Stage();
    }

    private void Note(MemSeries series)
    {
        if (series.IsLogged) return;
        series.IsLogged = true;
        _new.Add(series);
    }

    private void StageMetadata(AppendBatch batch)
    {
        if (batch.Metadata.Count == 0) return;
        RecordWriter.Write(writer.Record, batch.Metadata.ConvertAll(entry => new MetadataRecord(entry.Series.Reference, entry.Metadata)).ToArray());
        writer.Stage();
    }

    private void StageSamples(AppendBatch batch)
    {
        if (batch.Samples.IsEmpty) return;
        var samples = new SamplesWriter(writer.Record);
        foreach (ref readonly PendingSample sample in batch.Samples) samples.Add(sample.Series.Reference, sample.Timestamp, sample.Value);
        writer.Stage();
    }

    private void StageExemplars(AppendBatch batch)
    {
        if (batch.Exemplars.Count == 0) return;
        RecordWriter.Write(writer.Record, batch.Exemplars.ConvertAll(entry => new ExemplarRecord(entry.Series.Reference, entry.Exemplar)).ToArray());
        writer.Stage();
    }
}
