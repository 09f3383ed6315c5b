using Tocsin.Contracts.Remote;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.Ingest.Endpoints;

/// <summary>One write request on its way into the store, with the count of what was taken and the reasons of what was not.</summary>
/// <param name="memo">What series the labels of earlier requests were.</param>
/// <param name="stopAtRefusal">Version 1: one sample that is refused refuses the request. Else the rest is taken.</param>
internal sealed class RemoteWriteBatch(IAppender appender, SeriesMemo memo, bool stopAtRefusal)
{
    private const int MaxReasons = 20;

    private readonly List<string> _reasons = [];
    private int _refused;
    private bool _known;

    public int Samples { get; private set; }

    public int Histograms { get; private set; }

    public int Exemplars { get; private set; }

    /// <summary>Samples of series whose labels cannot be a series.</summary>
    public int Unlabelled { get; private set; }

    /// <summary>Samples that were not taken, whatever the reason.</summary>
    public int Dropped => _refused + Unlabelled;

    /// <summary>A line for each refusal, up to a bound; null when nothing was refused.</summary>
    public string? Refusal => _reasons.Count == 0 ? null : string.Join('\n', _reasons) + (_refused > _reasons.Count ? $"\nand {_refused - _reasons.Count} more" : "");

    /// <summary>False: the request is refused as a whole.</summary>
    public bool Take(IncomingSeries series)
    {
        SeriesRef handle = default;
        SeriesMemo.Key key = default;
        bool canKnow = !series.UnreadLabels.IsEmpty;
        _known = canKnow && memo.TryFind(series.UnreadLabels.Span, out key, out handle);
        if (!_known && series.LabelProblem is { } problem)
        {
            // Version 1 takes the rest and says nothing; version 2 tells.
            Unlabelled += series.Samples.Length + series.Histograms.Length;
            if (!stopAtRefusal) AddReason($"{problem} in the labels of a series: {series.Labels}");
            return true;
        }
        foreach (IncomingSample sample in series.Samples)
        {
            AppendOutcome outcome = Append(ref handle, series, sample);
            if (outcome is AppendOutcome.Accepted or AppendOutcome.Duplicate) Samples++;
            else if (Refuse(outcome, series.Labels)) return false;
        }
        foreach (IncomingHistogram histogram in series.Histograms)
        {
            AppendOutcome outcome = Append(ref handle, series, histogram);
            if (outcome is AppendOutcome.Accepted or AppendOutcome.Duplicate) Histograms++;
            else if (Refuse(outcome, series.Labels)) return false;
        }
        // An exemplar that comes late is no reason to refuse the samples.
        foreach (Exemplar exemplar in series.Exemplars)
            if (appender.AppendExemplar(ref handle, series.Labels, exemplar) == AppendOutcome.Accepted)
                Exemplars++;
        if (series.Metadata is { } metadata) appender.SetMetadata(ref handle, series.Labels, metadata);
        if (canKnow && !_known) memo.Set(key, handle);
        return true;
    }

    private AppendOutcome Append(ref SeriesRef handle, IncomingSeries series, IncomingSample sample)
    {
        if (_known)
        {
            AppendOutcome outcome = appender.Append(ref handle, LabelSet.Empty, sample.Timestamp, sample.Value);
            if (!IsStale(outcome)) return outcome;
        }
        return appender.Append(ref handle, series.Labels, sample.Timestamp, sample.Value);
    }

    private AppendOutcome Append(ref SeriesRef handle, IncomingSeries series, IncomingHistogram histogram)
    {
        if (_known)
        {
            AppendOutcome outcome = appender.Append(ref handle, LabelSet.Empty, histogram.Timestamp, histogram.Histogram);
            if (!IsStale(outcome)) return outcome;
        }
        return appender.Append(ref handle, series.Labels, histogram.Timestamp, histogram.Histogram);
    }

    // The store looks at labels only when the handle says nothing, and none are no series.
    private bool IsStale(AppendOutcome outcome) => !(_known = outcome != AppendOutcome.InvalidLabels);

    /// <returns>Whether the request ends here.</returns>
    private bool Refuse(AppendOutcome outcome, LabelSet labels)
    {
        _refused++;
        AddReason((outcome switch
        {
            AppendOutcome.OutOfOrder => "out of order sample",
            AppendOutcome.OutOfBounds => "out of bounds",
            AppendOutcome.TooFarInFuture => "out of bounds: timestamp is too far in the future",
            AppendOutcome.DuplicateForTimestamp => "duplicate sample for timestamp",
            AppendOutcome.NotSupported => "not implemented yet: the store cannot keep this kind of sample",
            _ => "invalid labels",
        }) + " for series " + labels);
        return stopAtRefusal;
    }

    private void AddReason(string reason)
    {
        if (_reasons.Count < MaxReasons) _reasons.Add(reason);
    }
}
