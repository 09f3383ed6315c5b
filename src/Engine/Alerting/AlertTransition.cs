using Tocsin.Engine.Rules;
using Tocsin.Model.Labels;

namespace Tocsin.Engine.Alerting;

/// <summary>Why an alert changed its state.</summary>
internal enum TransitionReason
{
    /// <summary>The expression gave it for the first time.</summary>
    Appeared,

    /// <summary>It was pending for as long as <c>for</c> asks.</summary>
    HeldLongEnough,

    /// <summary>The expression gives it no more, and keep_firing_for is over.</summary>
    Gone,

    /// <summary><c>for</c> was raised beyond the time it has been active.</summary>
    ForRaised,

    /// <summary>The rule gave more alerts than the group's limit allows; all were dropped.</summary>
    LimitExceeded,
}

/// <summary>One change of state. Time in ms since the epoch.</summary>
internal readonly record struct AlertTransition(LabelSet Labels, AlertState From, AlertState To, long At, double Value, TransitionReason Reason);

/// <summary>A transition with the rule it came from, for the history.</summary>
internal sealed record AlertEvent(GroupKey Group, string Rule, AlertTransition Transition);

/// <summary>Takes the history of alerts. Never blocks and never throws: what cannot be kept is counted and dropped.</summary>
internal interface IAlertEventSink
{
    void Record(IReadOnlyList<AlertEvent> events);
}
