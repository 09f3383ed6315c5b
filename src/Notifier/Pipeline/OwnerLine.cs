using System.Collections.Concurrent;
using MassTransit;
using Microsoft.Extensions.Logging;
using Tocsin.Contracts.Bus;
using Tocsin.Notifier.Muting;

namespace Tocsin.Notifier.Pipeline;

/// <summary>
/// How a Notifier that follows asks the owner of the groups for what only the owner may do. Everybody hears the question, and whoever is the owner answers.
/// </summary>
/// <param name="bus">Null where there are no others.</param>
internal sealed class OwnerLine(IBus? bus, NotifierInstance self, TimeProvider clock, ILogger<OwnerLine> logger)
{
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<IReadOnlyList<DeadLetterAnswer>>> _waiting = new();

    /// <summary>Null: nobody answered in time, or nobody could be asked.</summary>
    public async Task<IReadOnlyList<DeadLetterAnswer>?> AskAsync(DeadLettersAsked question, TimeSpan patience, CancellationToken cancel)
    {
        if (bus is null) return null;
        var answer = new TaskCompletionSource<IReadOnlyList<DeadLetterAnswer>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[question.Request] = answer;
        using var timeout = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        try
        {
            await bus.Publish(question, either.Token);
            return await answer.Task.WaitAsync(either.Token);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            PipelineLog.NoOwnerAnswered(logger, e);
            return null;
        }
        finally
        {
            _waiting.TryRemove(question.Request, out _);
        }
    }

    /// <summary>Somebody who asked and has given up is not waiting any more.</summary>
    public void Answered(DeadLettersAnswered answer)
    {
        if (answer.To == self.Id && _waiting.TryGetValue(answer.Request, out var waiting)) waiting.TrySetResult(answer.Answers);
    }
}

/// <summary>The other end of <see cref="OwnerLine"/>.</summary>
internal sealed class OwnerLineConsumer(DeadLetterDesk desk, OwnerLine line) : IConsumer<DeadLettersAsked>, IConsumer<DeadLettersAnswered>
{
    public async Task Consume(ConsumeContext<DeadLettersAsked> context)
    {
        DeadLettersAsked question = context.Message;
        if (await desk.AnswerAsync(question, context.CancellationToken) is { } answers)
            await context.Publish(new DeadLettersAnswered { To = question.Origin, Request = question.Request, Answers = answers }, context.CancellationToken);
    }

    public Task Consume(ConsumeContext<DeadLettersAnswered> context)
    {
        line.Answered(context.Message);
        return Task.CompletedTask;
    }
}
