using Microsoft.Extensions.Logging;
using Tocsin.Model.Storage;
using Tocsin.Model.Time;

namespace Tocsin.Engine.Rules;

/// <summary>What every running group needs from the rest.</summary>
internal sealed record RunnerParts(
    ISampleStore Store, IRuleFactory Rules, IGroupListener Listener, RuleMetrics Metrics, SemaphoreSlim Gate, TimeProvider Clock, ILogger Log);

/// <summary>The last evaluation of a group as a whole. <paramref name="At"/> in ms since the epoch, 0 is never.</summary>
internal sealed record GroupRun(long At, TimeSpan Took, long Samples);

/// <summary>
/// The loop of one group. It wakes at the group's slots and evaluates its rules one after the other; what fails is the outcome of one rule and
/// never ends the loop.
/// </summary>
// Only the loop touches rules and written series; readers see the swapped RuleState and GroupRun. TakeOver runs before Start, after the
// predecessor's loop has ended.
internal sealed class RuleGroupRunner : IAsyncDisposable
{
    private readonly RunnerParts _parts;
    private readonly GroupSchedule _schedule;
    private readonly IRule[] _rules;
    private readonly List<RuleSample> _output = [];
    private readonly CancellationTokenSource _stop = new();
    private WrittenSeries? _orphans;
    private volatile GroupRun _last = new(0, TimeSpan.Zero, 0);
    private Task _loop = Task.CompletedTask;

    public RuleGroupRunner(RuleGroupModel model, RunnerParts parts)
    {
        Model = model;
        _parts = parts;
        _schedule = new GroupSchedule(model.Key, model.Interval);
        _rules = [.. model.Rules.Select(parts.Rules.Create)];
        Rules = [.. _rules.Select(rule => new RuleSlot(rule, parts.Store))];
    }

    public RuleGroupModel Model { get; }

    public IReadOnlyList<RuleSlot> Rules { get; }

    public GroupRun Last => _last;

    /// <summary>Carries over what the stopped predecessor knew, rule by rule; series of rules that are gone end with the first evaluation.</summary>
    public void TakeOver(RuleGroupRunner predecessor)
    {
        var heirs = Rules.ToLookup(slot => slot.Rule.Model.Identity).ToDictionary(same => same.Key, same => new Queue<RuleSlot>(same));
        _orphans = new WrittenSeries(_parts.Store);
        foreach (RuleSlot old in predecessor.Rules)
        {
            if (heirs.TryGetValue(old.Rule.Model.Identity, out Queue<RuleSlot>? queue) && queue.TryDequeue(out RuleSlot? heir)) heir.TakeOver(old);
            else _orphans.TakeOver(old.Written);
        }
    }

    public void Start() => _loop = Task.Run(() => RunAsync(_stop.Token));

    /// <summary>Ends the loop and waits for the evaluation that is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>One evaluation of all rules at a slot.</summary>
    internal async Task EvaluateAsync(long slot, CancellationToken cancel)
    {
        var tick = new RuleTick(slot, slot - (long)Model.QueryOffset.TotalMilliseconds, Model.Limit, Model.Key);
        await _parts.Gate.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            long started = _parts.Clock.GetTimestamp();
            await _parts.Listener.EvaluatingAsync(Model, _rules, tick, cancel).ConfigureAwait(false);
            long samples = 0;
            foreach (RuleSlot rule in Rules) samples += await EvaluateRuleAsync(rule, tick, cancel).ConfigureAwait(false);
            await EndOrphansAsync(tick, cancel).ConfigureAwait(false);
            await _parts.Listener.EvaluatedAsync(Model, _rules, tick, cancel).ConfigureAwait(false);
            TimeSpan took = _parts.Clock.GetElapsedTime(started);
            _last = new GroupRun(slot, took, samples);
            _parts.Metrics.GroupEvaluated(took);
        }
        finally
        {
            _parts.Gate.Release();
        }
    }

    private async Task RunAsync(CancellationToken stop)
    {
        long due = _schedule.NextAfter(UnixMilliseconds.Now(_parts.Clock));
        while (!stop.IsCancellationRequested)
        {
            try
            {
                long wait = due - UnixMilliseconds.Now(_parts.Clock);
                if (wait > 0) await Task.Delay(TimeSpan.FromMilliseconds(wait), _parts.Clock, stop).ConfigureAwait(false);
                long now = UnixMilliseconds.Now(_parts.Clock);
                // A clock that was set back must not stop the rules until it has caught up.
                if (now < due && now >= due - (long)Model.Interval.TotalMilliseconds) continue;
                long slot = _schedule.SlotAt(now), missed = _schedule.Missed(due, slot);
                due = _schedule.NextAfter(now);
                _parts.Metrics.Ticked(Model.Key, missed);
                if (missed > 0) RuleLog.SlotsMissed(_parts.Log, Model.Key, missed);
                await EvaluateAsync(slot, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                RuleLog.LoopBroke(_parts.Log, e, Model.Key);
            }
        }
    }

    private async ValueTask<int> EvaluateRuleAsync(RuleSlot slot, RuleTick tick, CancellationToken cancel)
    {
        long started = _parts.Clock.GetTimestamp();
        string? error;
        _output.Clear();
        try
        {
            error = (await slot.Rule.EvaluateAsync(tick, _output, cancel).ConfigureAwait(false)).Error;
            if (error is null) await WriteAsync(slot, tick, cancel).ConfigureAwait(false);
            else RuleLog.EvaluationFailed(_parts.Log, Model.Key, slot.Rule.Model.Name, error);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            // One broken rule never stops its group: whatever it throws is its own outcome.
            RuleLog.EvaluationBroke(_parts.Log, e, Model.Key, slot.Rule.Model.Name);
            error = e.Message;
        }
        TimeSpan took = _parts.Clock.GetElapsedTime(started);
        slot.State = new RuleState(error is null ? RuleHealth.Ok : RuleHealth.Err, error ?? "", took, tick.Slot);
        _parts.Metrics.RuleEvaluated(Model.Key, took, error is not null);
        return error is null ? _output.Count : 0;
    }

    private async ValueTask WriteAsync(RuleSlot slot, RuleTick tick, CancellationToken cancel)
    {
        AppendOutcome refused = await slot.Written.WriteAsync(_output, tick.SampleTime, cancel).ConfigureAwait(false);
        if (refused != AppendOutcome.Accepted) RuleLog.SamplesRefused(_parts.Log, Model.Key, slot.Rule.Model.Name, refused);
    }

    private async ValueTask EndOrphansAsync(RuleTick tick, CancellationToken cancel)
    {
        if (_orphans is null) return;
        WrittenSeries orphans = _orphans;
        _orphans = null;
        var live = Rules.SelectMany(slot => slot.Written.Snapshot()).ToHashSet();
        try
        {
            await orphans.EndAsync(tick.SampleTime, live, cancel).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            RuleLog.StaleMarkersFailed(_parts.Log, e.Message);
        }
    }
}
