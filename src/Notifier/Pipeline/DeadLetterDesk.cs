using Tocsin.Contracts.Bus;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Muting;

namespace Tocsin.Notifier.Pipeline;

/// <summary>Dead letters are tried again and put away by the owner of the groups; whoever else is asked passes it on.</summary>
internal sealed class DeadLetterDesk(Redelivery redelivery, OwnerLine line, INotificationHistory history, IShardLease lease, NotifierInstance self)
{
    private const int SideBySide = 8;
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(5);

    /// <param name="by">Who asks.</param>
    public async Task<IReadOnlyList<RedeliveryResult>> RetryAsync(IReadOnlyList<Guid> ids, string by, CancellationToken cancel)
    {
        if (lease.IsHeld) return await RetryHereAsync(ids, by, cancel);
        int turns = (ids.Count + SideBySide - 1) / SideBySide;
        IReadOnlyList<DeadLetterAnswer>? answers = await line.AskAsync(Question(ids, by), AnswerTime + turns * Redelivery.TimeLimit, cancel);
        var results = new RedeliveryResult[ids.Count];
        for (int i = 0; i < results.Length; i++) results[i] = await ResultAsync(ids[i], answers?.Count == ids.Count ? answers[i] : null, cancel);
        return results;
    }

    public async Task<RedeliveryOutcome> DismissAsync(Guid id, CancellationToken cancel)
    {
        if (lease.IsHeld) return await DismissHereAsync(id);
        return await line.AskAsync(Question([id], "") with { Dismiss = true }, AnswerTime, cancel) is [var answer] ? OutcomeOf(answer) : RedeliveryOutcome.NotOwner;
    }

    /// <summary>Null: another Notifier has to answer.</summary>
    public async Task<IReadOnlyList<DeadLetterAnswer>?> AnswerAsync(DeadLettersAsked question, CancellationToken cancel)
    {
        if (!lease.IsHeld) return null;
        if (!question.Dismiss)
            return [.. (await RetryHereAsync(question.Ids, question.By, cancel)).Select(result => new DeadLetterAnswer { Outcome = result.Outcome.ToString(), Notification = result.Delivery?.Id })];
        var answers = new List<DeadLetterAnswer>();
        foreach (Guid id in question.Ids) answers.Add(new DeadLetterAnswer { Outcome = (await DismissHereAsync(id)).ToString() });
        return answers;
    }

    private async Task<RedeliveryResult[]> RetryHereAsync(IReadOnlyList<Guid> ids, string by, CancellationToken cancel)
    {
        var results = new RedeliveryResult[ids.Count];
        await Parallel.ForAsync(0, ids.Count, new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = cancel }, async (i, stop) =>
            results[i] = await redelivery.RetryAsync(ids[i], by, stop));
        return results;
    }

    private async Task<RedeliveryOutcome> DismissHereAsync(Guid id) => await redelivery.DismissAsync(id) ? RedeliveryOutcome.Tried : RedeliveryOutcome.Unknown;

    private async Task<RedeliveryResult> ResultAsync(Guid id, DeadLetterAnswer? answer, CancellationToken cancel)
    {
        if (answer is null) return new(id, RedeliveryOutcome.NotOwner);
        return new(id, OutcomeOf(answer), answer.Notification is { } sent ? await history.DeliveryAsync(sent, cancel) : null);
    }

    private static RedeliveryOutcome OutcomeOf(DeadLetterAnswer answer) => Enum.TryParse(answer.Outcome, out RedeliveryOutcome outcome) ? outcome : RedeliveryOutcome.NotOwner;

    private DeadLettersAsked Question(IReadOnlyList<Guid> ids, string by) => new() { Origin = self.Id, Request = Guid.NewGuid(), Ids = ids, By = by };
}
