using Tocsin.Model.Labels;

namespace Tocsin.Engine.Alerting;

/// <summary>
/// One alert of one rule, from its first appearance until it is forgotten 15 minutes after it resolved. All times are ms since the epoch, 0 is never.
/// </summary>
// Changed only by the rule's own evaluation. The API reads it from other threads: single words, and a reader that sees one of them early
// does no harm.
internal sealed class ActiveAlert(LabelSet labels, long activeAt)
{
    private (AlertState State, LabelSet Series)? _alertsSeries;
    private LabelSet? _forStateSeries;

    /// <summary>Identity: the labels of the sample, the rule's templated labels and <c>alertname</c>.</summary>
    public LabelSet Labels => labels;

    public LabelSet Annotations { get; set; } = LabelSet.Empty;

    public double Value { get; set; }

    public AlertState State { get; set; } = AlertState.Pending;

    public long ActiveAt { get; set; } = activeAt;

    public long FiredAt { get; set; }

    /// <summary>Since when only keep_firing_for holds it.</summary>
    public long KeepFiringSince { get; set; }

    public long LastSentAt { get; set; }

    public long ResolvedAt { get; set; }

    /// <summary>The end that was told with the last send of a firing alert.</summary>
    public long ValidUntil { get; set; }

    /// <summary>Came from the database, and its expression has not confirmed it yet.</summary>
    public bool Unconfirmed { get; set; }

    /// <summary>Something that a restart must know changed since the last save.</summary>
    public bool Changed { get; set; } = true;

    /// <summary>Never sent, resolved since, or sent longer ago than <paramref name="resendDelay"/> (ms).</summary>
    public bool NeedsSending(long time, long resendDelay)
    {
        if (State == AlertState.Pending) return false;
        if (ResolvedAt > LastSentAt) return true;
        return LastSentAt + resendDelay < time;
    }

    /// <summary>The labels of its sample in ALERTS; kept while the state stays.</summary>
    public LabelSet AlertsSeries()
    {
        if (_alertsSeries is { } kept && kept.State == State) return kept.Series;
        LabelSet series = new LabelSetBuilder(Labels).Set("__name__"u8, "ALERTS"u8)
            .Set("alertstate"u8, State == AlertState.Firing ? "firing"u8 : "pending"u8).Build();
        _alertsSeries = (State, series);
        return series;
    }

    /// <summary>The labels of its sample in ALERTS_FOR_STATE.</summary>
    public LabelSet ForStateSeries() => _forStateSeries ??= new LabelSetBuilder(Labels).Set("__name__"u8, "ALERTS_FOR_STATE"u8).Build();
}
