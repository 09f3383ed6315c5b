using System.Collections.Concurrent;

namespace Tocsin.Tsdb.Wal;

/// <summary>Damage that was met, what was set aside because of it, and between which times samples may be missing.</summary>
/// <param name="Damage">Where and why.</param>
/// <param name="SetAside">The name of the copy that was kept; null: the torn end of the log, which was cut off.</param>
/// <param name="After">Newest time that was read before the damage; null: there was none.</param>
/// <param name="Before">Oldest time that was read first behind it; null: there was none.</param>
internal sealed record LogLoss(WalDamage Damage, string? SetAside, long? After, long? Before);

/// <summary>
/// Reads a log from its last checkpoint to its end: one thread reads, checks, expands and decodes, another takes the records in order. What waits between
/// them is bounded. Damage is repaired on the way, so that what was read is what the log holds from now on.
/// </summary>
internal sealed class LogScan(string directory)
{
    private const int MostWaiting = 32;

    private readonly ConcurrentBag<DecodedRecord> _free = [];
    private long? _newest;

    /// <summary>The damage that was met.</summary>
    public List<LogLoss> Losses { get; } = [];

    /// <exception cref="IOException">The files cannot be read or repaired.</exception>
    public void Run(Action<DecodedRecord> take)
    {
        using var stop = new CancellationTokenSource();
        using var ready = new BlockingCollection<DecodedRecord>(MostWaiting);
        Task reading = Task.Run(() => Produce(ready, stop.Token), CancellationToken.None);
        try
        {
            foreach (DecodedRecord record in ready.GetConsumingEnumerable())
            {
                take(record);
                _free.Add(record);
            }
        }
        finally
        {
            stop.Cancel();
            ((IAsyncResult)reading).AsyncWaitHandle.WaitOne();
        }
        reading.GetAwaiter().GetResult();
    }

    private void Produce(BlockingCollection<DecodedRecord> ready, CancellationToken stop)
    {
        try
        {
            CheckpointDirectory? checkpoint = SegmentFiles.LastCheckpoint(directory);
            Checkpoint.RemoveBefore(directory, checkpoint?.Index ?? -1);
            if (checkpoint is not null) Read(SegmentFiles.List(checkpoint.Path), ready, stop);
            Read(SegmentFiles.List(directory), ready, stop);
        }
        catch (OperationCanceledException)
        {
            // Whoever takes the records has failed, and says so.
        }
        finally
        {
            ready.CompleteAdding();
        }
    }

    private void Read(List<Segment> segments, BlockingCollection<DecodedRecord> ready, CancellationToken stop)
    {
        var losses = new List<LogLoss>();
        var senseless = new HashSet<(int Segment, long Start)>();
        using var reader = new WalReader(segments);
        while (true)
        {
            while (reader.Read())
            {
                if (!_free.TryTake(out DecodedRecord? record)) record = new DecodedRecord();
                if (!record.TryDecode(reader.Record.Span))
                {
                    senseless.Add((reader.Segment!.Index, reader.RecordStart));
                    reader.Reject("a record that cannot be read");
                    break;
                }
                Note(record, losses);
                ready.Add(record, stop);
            }
            if (reader.Damage is not { } damage) break;
            losses.Add(new LogLoss(damage, null, _newest, null));
            if (!reader.Resume()) break;
        }
        foreach (IGrouping<Segment, LogLoss> damaged in losses.GroupBy(loss => loss.Damage.Segment))
        {
            string? aside = WalRepair.Apply(damaged.Last().Damage, damaged.Count(), senseless);
            Losses.AddRange(damaged.Select(loss => loss with { SetAside = loss.Damage.Torn ? null : aside }));
        }
    }

    private void Note(DecodedRecord record, List<LogLoss> losses)
    {
        if (record.Times() is not { } times) return;
        for (int i = losses.Count - 1; i >= 0 && losses[i].Before is null; i--) losses[i] = losses[i] with { Before = times.Min };
        _newest = Math.Max(_newest ?? long.MinValue, times.Max);
    }
}
