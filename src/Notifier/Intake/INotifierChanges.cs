namespace Tocsin.Notifier.Intake;

/// <summary>What the change stream tells of.</summary>
[Flags]
internal enum ChangeTopics
{
    None = 0,
    Alerts = 1,
    Silences = 2,
    Notifications = 4,
    Groups = 8,
    All = Alerts | Silences | Notifications | Groups,
}

/// <summary>
/// Tells listeners (server-sent events, long polls) that something changed; they then read what they show. Changes are gathered for 250 ms, so a
/// storm costs a listener four wake-ups a second.
/// </summary>
internal interface INotifierChanges
{
    void Publish(ChangeTopics topics);

    /// <summary>Yields what changed since the last element; ends with <paramref name="cancel"/>. Nothing is replayed.</summary>
    IAsyncEnumerable<ChangeTopics> SubscribeAsync(CancellationToken cancel);
}
