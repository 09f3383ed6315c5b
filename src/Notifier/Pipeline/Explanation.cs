using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Muting;
using Tocsin.Notifier.Routing;

namespace Tocsin.Notifier.Pipeline;

/// <summary>Of which time an explanation speaks.</summary>
internal enum ExplainMode
{
    Live,
    Past,

    /// <summary>Of labels that somebody asks about; nothing of it happens.</summary>
    Hypothetical,
}

/// <summary>Why an alert was told, or not, and what comes next; every verdict in it is one that the pipeline itself made.</summary>
internal sealed record Explanation
{
    public required ExplainMode Mode { get; init; }

    public required DateTimeOffset At { get; init; }

    public required ulong Fingerprint { get; init; }

    public required Alert Alert { get; init; }

    /// <summary>What is older may be gone from the history.</summary>
    public DateTimeOffset KeptSince { get; init; }

    /// <summary>Whether it fired then.</summary>
    public required bool Firing { get; init; }

    /// <summary>The nodes of the present routing tree that were asked, in the order of asking.</summary>
    public required IReadOnlyList<RouteVisit> Visits { get; init; }

    public required IReadOnlyList<PathExplanation> Paths { get; init; }

    /// <summary>The last notifications that told of it, the latest first, with their attempts.</summary>
    public IReadOnlyList<Delivery> Deliveries { get; init; } = [];

    /// <summary>Of the past: the silences that held it back, as they were then. Others are as they are now.</summary>
    public IReadOnlyDictionary<Guid, Silence> SilencesThen { get; init; } = new Dictionary<Guid, Silence>();

    /// <summary>Of the past: the labels of the alerts that inhibited it.</summary>
    public IReadOnlyDictionary<ulong, LabelSet> SourcesThen { get; init; } = new Dictionary<ulong, LabelSet>();

    /// <summary>Its last transitions, the latest first.</summary>
    public IReadOnlyList<AlertEvent> Events { get; init; } = [];
}

/// <summary>One way from the alert to a receiver: a route, and the group it makes there.</summary>
internal sealed record PathExplanation
{
    public required string GroupId { get; init; }

    public required string GroupKey { get; init; }

    public required LabelSet GroupLabels { get; init; }

    public required string RouteId { get; init; }

    public required string Receiver { get; init; }

    /// <summary>Null when the present configuration does not lead there any more.</summary>
    public Route? Route { get; init; }

    /// <summary>Made by a former configuration: by another route, or by other labels to group by.</summary>
    public bool IsFormer { get; init; }

    /// <summary>The timers of the group; null when there is no such group now.</summary>
    public GroupTimers? Group { get; init; }

    /// <summary>What its last flush decided, as stored; null when none has looked at the alert yet.</summary>
    public FlushDecision? Last { get; init; }

    /// <summary>The latest flush until then that came to the same verdicts; null when nobody knows any more.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>What the coming flush would decide if nothing changed until then; null when none comes.</summary>
    public FlushDecision? Next { get; init; }

    /// <summary>What the integrations were last told about the group.</summary>
    public IReadOnlyList<LogEntry> Told { get; init; } = [];
}

/// <param name="Alerts">How many are in it.</param>
internal sealed record GroupTimers(DateTimeOffset CreatedAt, DateTimeOffset NextFlush, DateTimeOffset? LastFlush, int Alerts);

/// <summary>What one stage did with one alert.</summary>
internal enum StepOutcome
{
    Passed,
    Stopped,

    /// <summary>A stage before it had stopped the alert.</summary>
    NotReached,

    /// <summary>The flush had more alerts than are kept one by one, and this one is not among them.</summary>
    NotKept,
}

/// <param name="Dropped">Why it was stopped.</param>
internal readonly record struct ExplainedStep(string Stage, StepOutcome Outcome, DroppedAlert? Dropped)
{
    /// <summary>The steps of one alert through a decision; empty when that flush did not have the alert.</summary>
    public static IReadOnlyList<ExplainedStep> Of(FlushDecision decision, ulong fingerprint, IEnumerable<string> stages)
    {
        bool known = decision.Alerts.Contains(fingerprint);
        if (!known && decision.AlertCount <= decision.Alerts.Count) return [];
        var steps = new List<ExplainedStep>();
        bool stopped = false;
        foreach (string stage in stages)
        {
            StageVerdict? verdict = decision.Stages.FirstOrDefault(one => one.Stage == stage);
            DroppedAlert? dropped = verdict?.Dropped.FirstOrDefault(one => one.Fingerprint == fingerprint);
            bool kept = dropped is not null || verdict is null || verdict.Count <= verdict.Dropped.Count;
            steps.Add(new(stage, stopped ? StepOutcome.NotReached : dropped is not null ? StepOutcome.Stopped : kept ? StepOutcome.Passed : StepOutcome.NotKept, stopped ? null : dropped));
            stopped |= dropped is not null;
        }
        return steps;
    }
}
