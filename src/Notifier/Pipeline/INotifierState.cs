using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;

namespace Tocsin.Notifier.Pipeline;

/// <summary>As API v2 names them.</summary>
internal enum AlertState
{
    /// <summary>In no group yet.</summary>
    Unprocessed,
    Active,
    Suppressed,
}

/// <summary>Why an alert is not told, or that it is; judged live by the stages of the pipeline, not by the last flush.</summary>
/// <param name="MutedBy">Names of time intervals; only within a group, since they belong to a route.</param>
internal sealed record AlertStatus(AlertState State, IReadOnlyList<Guid> SilencedBy, IReadOnlyList<ulong> InhibitedBy, IReadOnlyList<string> MutedBy);

/// <param name="Receivers">Names of the receivers that its routes lead to, in order of the routes, each once.</param>
internal sealed record AlertView(ulong Fingerprint, Alert Alert, AlertStatus Status, IReadOnlyList<string> Receivers);

/// <summary>One aggregation group with its timer.</summary>
/// <param name="GroupId">Of route id and labels: unlike the key, unique.</param>
/// <param name="GroupKey">The classic text, as it is on the wire; two routes with the same matchers share it.</param>
/// <param name="RouteId">Unique in the tree and stable across reloads that leave the route where it is.</param>
/// <param name="LastNotified">When an integration of the receiver last delivered a message about the group; null: never, or forgotten.</param>
/// <param name="MutedBy">Time intervals that mute the group now.</param>
internal sealed record GroupView(
    string GroupId,
    string GroupKey,
    string RouteId,
    LabelSet Labels,
    LabelSet RouteLabels,
    string Receiver,
    IReadOnlyList<AlertView> Alerts,
    DateTimeOffset NextFlush,
    DateTimeOffset? LastNotified,
    IReadOnlyList<string> MutedBy);

/// <summary>The living state, read from memory. Thread-safe.</summary>
internal interface INotifierState
{
    /// <summary>What has not ended, in order of fingerprint.</summary>
    IReadOnlyList<AlertView> Alerts();

    AlertView? Alert(ulong fingerprint);

    /// <summary>Groups with at least one alert that has not ended, in order of labels, then receiver. Alerts in order of fingerprint.</summary>
    IReadOnlyList<GroupView> Groups();

    /// <summary>False while the state is being loaded; reads then answer with what is there.</summary>
    bool Ready { get; }

    /// <summary>Whether the database answers, and how much waits for it.</summary>
    NotifierHealth Health { get; }
}

/// <param name="DatabaseAway">Since when the database does not answer; null when it does.</param>
/// <param name="WaitingRows">Rows that are kept in memory until it is back.</param>
/// <param name="IsOwner">Whether this Notifier flushes the groups, or follows one that does.</param>
internal sealed record NotifierHealth(DateTimeOffset? DatabaseAway, int WaitingRows, bool IsOwner);
