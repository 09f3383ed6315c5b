using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.Engine.Rules;

/// <summary>
/// Writes what one rule gives, and a staleness marker for each series that it gave last time and gives no more. Used by one evaluation at a time.
/// </summary>
// _previous is only read once it is there; the lock guards the swap against a snapshot taken by another thread.
internal sealed class WrittenSeries(ISampleStore store)
{
    private readonly Lock _swap = new();
    private Dictionary<LabelSet, SeriesRef> _previous = [];
    private Dictionary<LabelSet, SeriesRef> _current = [];

    /// <summary>The series written by the last evaluation; callable from any thread.</summary>
    public IReadOnlyList<LabelSet> Snapshot()
    {
        lock (_swap) return [.. _previous.Keys];
    }

    /// <summary>Goes on where the predecessor stood: what it wrote and we do not will be marked stale.</summary>
    public void TakeOver(WrittenSeries predecessor)
    {
        foreach ((LabelSet labels, SeriesRef series) in predecessor._previous) _previous.TryAdd(labels, series);
    }

    /// <summary>Writes one evaluation as one batch.</summary>
    /// <returns>The first sample that was refused, and why; Accepted when all were taken.</returns>
    /// <exception cref="IOException">Nothing is stored; the next evaluation marks what vanished.</exception>
    public async ValueTask<AppendOutcome> WriteAsync(List<RuleSample> samples, long time, CancellationToken cancel)
    {
        if (samples.Count == 0 && _previous.Count == 0) return AppendOutcome.Accepted;
        using IAppender appender = store.CreateAppender();
        AppendOutcome refused = AppendOutcome.Accepted;
        _current.Clear();
        foreach (RuleSample sample in samples)
        {
            AppendOutcome outcome = Append(appender, sample, time);
            if (refused == AppendOutcome.Accepted && outcome is not (AppendOutcome.Accepted or AppendOutcome.Duplicate)) refused = outcome;
        }
        foreach ((LabelSet labels, SeriesRef known) in _previous)
        {
            if (_current.ContainsKey(labels)) continue;
            SeriesRef series = known;
            appender.Append(ref series, labels, time, StaleMarker.Value);
        }
        await appender.CommitAsync(cancel).ConfigureAwait(false);
        lock (_swap) (_previous, _current) = (_current, _previous);
        return refused;
    }

    /// <summary>Marks everything stale that is not in <paramref name="live"/>: the rule is gone.</summary>
    /// <exception cref="IOException">Nothing is stored.</exception>
    public async ValueTask EndAsync(long time, IReadOnlySet<LabelSet> live, CancellationToken cancel)
    {
        using IAppender appender = store.CreateAppender();
        foreach ((LabelSet labels, SeriesRef known) in _previous)
        {
            SeriesRef series = known;
            if (!live.Contains(labels)) appender.Append(ref series, labels, time, StaleMarker.Value);
        }
        await appender.CommitAsync(cancel).ConfigureAwait(false);
        _previous.Clear();
    }

    private AppendOutcome Append(IAppender appender, RuleSample sample, long time)
    {
        SeriesRef series = _previous.GetValueOrDefault(sample.Labels);
        AppendOutcome outcome = sample.Histogram is { } histogram
            ? appender.Append(ref series, sample.Labels, time, histogram)
            : appender.Append(ref series, sample.Labels, time, sample.Value);
        _current[sample.Labels] = series;
        return outcome;
    }
}
