using Tocsin.Model.Labels;

namespace Tocsin.Engine.Alerting;

/// <summary>What one evaluation says about one alert: its labels decide which alert it is.</summary>
internal readonly record struct AlertCandidate(LabelSet Labels, LabelSet Annotations, double Value);

/// <summary>
/// The life of the alerts of one rule, over given times only: inactive, pending for <c>for</c>, firing, held by keep_firing_for, resolved, forgotten
/// 15 minutes later. Times and durations in ms.
/// </summary>
/// <param name="holdFor">How long an alert is pending before it fires.</param>
/// <param name="keepFiringFor">How long a firing alert goes on firing without its expression.</param>
internal sealed class AlertStateMachine(long holdFor, long keepFiringFor)
{
    /// <summary>How long a resolved alert is kept, and told again to those who missed it.</summary>
    public const long ResolvedRetention = 15 * 60 * 1000;

    private readonly Dictionary<LabelSet, ActiveAlert> _alerts = [];
    private readonly HashSet<ActiveAlert> _present = [];
    private readonly List<ActiveAlert> _forgotten = [];
    private long _confirmBy;

    /// <summary>Pending, firing and recently resolved ones.</summary>
    public IReadOnlyCollection<ActiveAlert> Alerts => _alerts.Values;

    /// <summary>Alerts dropped since the last save, whose stored rows are to go.</summary>
    public List<ActiveAlert> Forgotten => _forgotten;

    /// <summary>One evaluation at <paramref name="time"/>; no two candidates have the same labels.</summary>
    /// <returns>How many alerts are pending or firing now.</returns>
    public int Evaluate(long time, List<AlertCandidate> candidates, List<AlertTransition> transitions)
    {
        _present.Clear();
        foreach (AlertCandidate candidate in candidates) _present.Add(Meet(candidate, time, transitions));
        int active = 0;
        List<ActiveAlert>? expired = null;
        foreach (ActiveAlert alert in _alerts.Values)
        {
            bool keep = _present.Contains(alert) ? Advance(alert, time, transitions) : Miss(alert, time, transitions);
            if (!keep) (expired ??= []).Add(alert);
            else if (alert.State != AlertState.Inactive) active++;
        }
        foreach (ActiveAlert alert in expired ?? []) Forget(alert);
        return active;
    }

    /// <summary>Drops everything: the rule gave more alerts than it may.</summary>
    public void Clear(long time, List<AlertTransition> transitions)
    {
        foreach (ActiveAlert alert in _alerts.Values)
        {
            if (alert.State != AlertState.Inactive)
                transitions.Add(new(alert.Labels, alert.State, AlertState.Inactive, time, alert.Value, TransitionReason.LimitExceeded));
            _forgotten.Add(alert);
        }
        _alerts.Clear();
    }

    /// <summary>
    /// Takes in stored alerts. One that is here already keeps what is known now and goes back to the earlier times stored. Until
    /// <paramref name="confirmBy"/> an alert that the expression does not give stays as it was: after a downtime the samples come later
    /// than the rules, and a restart must not invent a resolve.
    /// </summary>
    public void Restore(IEnumerable<ActiveAlert> stored, long confirmBy)
    {
        _confirmBy = confirmBy;
        // Nothing is saved before the restore, so what was forgotten until now has no row of its own.
        _forgotten.Clear();
        foreach (ActiveAlert alert in stored)
        {
            alert.Unconfirmed = alert.State != AlertState.Inactive;
            alert.Changed = false;
            if (_alerts.TryAdd(alert.Labels, alert) || alert.State == AlertState.Inactive) continue;
            ActiveAlert known = _alerts[alert.Labels];
            if (known.State == AlertState.Inactive) continue;
            known.ActiveAt = Math.Min(known.ActiveAt, alert.ActiveAt);
            known.LastSentAt = Math.Max(known.LastSentAt, alert.LastSentAt);
            if (alert.State == AlertState.Firing) (known.State, known.FiredAt) = (AlertState.Firing, alert.FiredAt);
            known.Changed = true;
        }
    }

    /// <summary>Goes on with the alerts of the machine this one replaces.</summary>
    public void TakeOver(AlertStateMachine predecessor)
    {
        foreach (ActiveAlert alert in predecessor._alerts.Values) _alerts[alert.Labels] = alert;
        _forgotten.AddRange(predecessor._forgotten);
        _confirmBy = predecessor._confirmBy;
    }

    private ActiveAlert Meet(AlertCandidate candidate, long time, List<AlertTransition> transitions)
    {
        if (!_alerts.TryGetValue(candidate.Labels, out ActiveAlert? alert) || alert.State == AlertState.Inactive)
        {
            alert = new ActiveAlert(candidate.Labels, time);
            _alerts[candidate.Labels] = alert;
            if (holdFor > 0) transitions.Add(new(alert.Labels, AlertState.Inactive, AlertState.Pending, time, candidate.Value, TransitionReason.Appeared));
        }
        alert.Value = candidate.Value;
        alert.Annotations = candidate.Annotations;
        alert.Unconfirmed = false;
        return alert;
    }

    // The expression gives it.
    private bool Advance(ActiveAlert alert, long time, List<AlertTransition> transitions)
    {
        if (alert.KeepFiringSince != 0) (alert.KeepFiringSince, alert.Changed) = (0, true);
        if (alert.State == AlertState.Pending && time - alert.ActiveAt >= holdFor)
        {
            AlertState from = holdFor == 0 && alert.ActiveAt == time ? AlertState.Inactive : AlertState.Pending;
            (alert.State, alert.FiredAt, alert.Changed) = (AlertState.Firing, time, true);
            TransitionReason reason = from == AlertState.Inactive ? TransitionReason.Appeared : TransitionReason.HeldLongEnough;
            transitions.Add(new(alert.Labels, from, AlertState.Firing, time, alert.Value, reason));
        }
        else if (alert.State == AlertState.Firing && time - alert.ActiveAt < holdFor)
        {
            (alert.State, alert.FiredAt, alert.Changed) = (AlertState.Pending, 0, true);
            transitions.Add(new(alert.Labels, AlertState.Firing, AlertState.Pending, time, alert.Value, TransitionReason.ForRaised));
        }
        return true;
    }

    // The expression does not give it. False: forget it.
    private bool Miss(ActiveAlert alert, long time, List<AlertTransition> transitions)
    {
        if (alert.Unconfirmed && time < _confirmBy) return true;
        if (alert.State == AlertState.Firing && keepFiringFor > 0)
        {
            if (alert.KeepFiringSince == 0) (alert.KeepFiringSince, alert.Changed) = (time, true);
            if (time - alert.KeepFiringSince < keepFiringFor) return true;
        }
        switch (alert.State)
        {
            case AlertState.Pending:
                transitions.Add(new(alert.Labels, AlertState.Pending, AlertState.Inactive, time, alert.Value, TransitionReason.Gone));
                return false;
            case AlertState.Firing:
                (alert.State, alert.ResolvedAt, alert.Changed) = (AlertState.Inactive, time, true);
                transitions.Add(new(alert.Labels, AlertState.Firing, AlertState.Inactive, time, alert.Value, TransitionReason.Gone));
                return true;
            default:
                return time - alert.ResolvedAt <= ResolvedRetention;
        }
    }

    private void Forget(ActiveAlert alert)
    {
        _alerts.Remove(alert.Labels);
        _forgotten.Add(alert);
    }
}
