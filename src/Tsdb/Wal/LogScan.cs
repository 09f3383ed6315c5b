using System.Collections.Concurrent;

namespace Tocsin.Tsdb.Wal;

/// <summary>Damage that was met, what was set aside because of it, and between which times samples may be missing.</summary>
/// <param name="Damage">Where and why.</param>
/// <param name="SetAside">The name of the copy that was kept; null: the torn end of the log, which was cut off, or segments that are missing.</param>
/// <param name="After">Newest time that was read before the damage; null: there was none.</param>
/// <param name="Before">Oldest time that was read first behind it; null: there was none.</param>
internal sealed record LogLoss(WalDamage Damage, string? SetAside, long? After, long? Before);

/// <summary>
/// Reads a log from its last checkpoint to its end: one thread reads, checks, expands and decodes, another takes the records in order. What waits between
/// them is bounded. Damage is repaired on the way, so that what was read is what the log holds from now on.
/// </summary>
internal sealed class LogScan(string directory)
{
    // Handing over costs as much as a small record, so they go by the handful.
    private const int RecordsTogether = 8;
    private const int MostWaiting = 2;

    private readonly ConcurrentQueue<RecordGroup> _free = [];
    private RecordGroup _filling = new();
    private long? _newest;

    /// <summary>The damage that was met.</summary>
    public List<LogLoss> Losses { get; } = [];

    /// <exception cref="IOException">The files cannot be read or repaired.</exception>
    public void Run(Action<DecodedRecord> take)
    {
        using var stop = new CancellationTokenSource();
        using var ready = new BlockingCollection<RecordGroup>(MostWaiting);
        Task reading = Task.Run(() => Produce(ready, stop.Token), CancellationToken.None);
        try
        {
            foreach (RecordGroup group in ready.GetConsumingEnumerable())
            {
                for (int i = 0; i < group.Count; i++) take(group.Records[i]);
                group.Count = 0;
                _free.Enqueue(group);
            }
        }
        finally
        {
            stop.Cancel();
            ((IAsyncResult)reading).AsyncWaitHandle.WaitOne();
        }
        reading.GetAwaiter().GetResult();
    }

    private void Produce(BlockingCollection<RecordGroup> ready, CancellationToken stop)
    {
        try
        {
            CheckpointDirectory? checkpoint = SegmentFiles.LastCheckpoint(directory);
            Checkpoint.RemoveBefore(directory, checkpoint?.Index ?? -1);
            if (checkpoint is not null) Read(SegmentFiles.List(checkpoint.Path), 0, ready, stop);
            Read(SegmentFiles.List(directory), checkpoint?.Index + 1, ready, stop);
            if (_filling.Count > 0) ready.Add(_filling, stop);
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

    /// <param name="first">The number of the segment that should be the first; null: any.</param>
    private void Read(List<Segment> segments, int? first, BlockingCollection<RecordGroup> ready, CancellationToken stop)
    {
        var losses = new List<LogLoss>();
        Queue<WalDamage> gaps = GapsIn(segments, first);
        var senseless = new HashSet<(int Segment, long Start)>();
        using var reader = new WalReader(segments);
        while (true)
        {
            while (reader.Read())
            {
                DecodedRecord record = _filling.Records[_filling.Count];
                if (!record.TryDecode(reader.Record.Span))
                {
                    senseless.Add((reader.Segment!.Index, reader.RecordStart));
                    reader.Reject("a record that cannot be read");
                    break;
                }
                while (gaps.TryPeek(out WalDamage? gap) && reader.Segment!.Index >= gap.Segment.Index) losses.Add(new LogLoss(gaps.Dequeue(), null, _newest, null));
                Note(record, losses);
                if (++_filling.Count < RecordsTogether) continue;
                ready.Add(_filling, stop);
                _filling = _free.TryDequeue(out RecordGroup? free) ? free : new RecordGroup();
            }
            if (reader.Damage is not { } damage) break;
            losses.Add(new LogLoss(damage, null, _newest, null));
            if (!reader.Resume()) break;
        }
        Losses.AddRange(losses.Where(loss => loss.Damage.Missing));
        foreach (IGrouping<Segment, LogLoss> damaged in losses.Where(loss => !loss.Damage.Missing).GroupBy(loss => loss.Damage.Segment))
        {
            string? aside = WalRepair.Apply(damaged.Last().Damage, damaged.Count(), senseless);
            Losses.AddRange(damaged.Select(loss => loss with { SetAside = loss.Damage.Torn ? null : aside }));
        }
    }

    private static Queue<WalDamage> GapsIn(List<Segment> segments, int? first)
    {
        var gaps = new Queue<WalDamage>();
        int? next = first;
        foreach (Segment segment in segments)
        {
            if (segment.Index > next) gaps.Enqueue(new WalDamage(segment, 0, $"{segment.Index - next} segments before it are missing", Torn: false, Missing: true));
            next = segment.Index + 1;
        }
        return gaps;
    }

    private void Note(DecodedRecord record, List<LogLoss> losses)
    {
        if (record.Times() is not { } times) return;
        for (int i = losses.Count - 1; i >= 0 && losses[i].Before is null; i--) losses[i] = losses[i] with { Before = times.Min };
        _newest = Math.Max(_newest ?? long.MinValue, times.Max);
    }

    private sealed class RecordGroup
    {
        public DecodedRecord[] Records { get; } = [.. Enumerable.Range(0, RecordsTogether).Select(_ => new DecodedRecord())];

        public int Count { get; set; }
    }
}
