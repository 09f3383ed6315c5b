using Microsoft.Extensions.Logging;
using Tocsin.Model.Labels;
using Tocsin.Model.Time;

namespace Tocsin.Engine.Rules;

/// <summary>
/// The rule groups that run now. Applying a new configuration leaves equal groups alone, hands the state of changed groups to their successors
/// and ends the rest.
/// </summary>
// _applying admits one change at a time; readers take the swapped array.
internal sealed class RuleManager(RunnerParts parts) : IAsyncDisposable
{
    private readonly SemaphoreSlim _applying = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private volatile RuleGroupRunner[] _groups = [];
    private bool _stopped;

    /// <summary>In order of file and position, as configured.</summary>
    public IReadOnlyList<RuleGroupRunner> Groups => _groups;

    public async Task ApplyAsync(IReadOnlyList<RuleGroupModel> models, CancellationToken cancel)
    {
        await _applying.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (_stopped) return;
            await SwapAsync(models, cancel).ConfigureAwait(false);
        }
        finally
        {
            _applying.Release();
        }
    }

    /// <summary>Ends all groups after the evaluations under way; what they knew can still be read.</summary>
    public async ValueTask DisposeAsync()
    {
        await _applying.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_stopped) return;
            _stopped = true;
            await _stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(_groups.Select(group => group.DisposeAsync().AsTask())).ConfigureAwait(false);
        }
        finally
        {
            _applying.Release();
        }
    }

    private async Task SwapAsync(IReadOnlyList<RuleGroupModel> models, CancellationToken cancel)
    {
        var old = _groups.ToDictionary(group => group.Model.Key);
        var next = new List<RuleGroupRunner>(models.Count);
        var started = new List<RuleGroupRunner>();
        foreach (RuleGroupModel model in models)
        {
            old.Remove(model.Key, out RuleGroupRunner? running);
            if (running is not null && running.Model == model)
            {
                next.Add(running);
                continue;
            }
            var runner = new RuleGroupRunner(model, parts);
            if (running is not null)
            {
                await running.DisposeAsync().ConfigureAwait(false);
                runner.TakeOver(running);
            }
            next.Add(runner);
            started.Add(runner);
        }
        foreach (RuleGroupRunner removed in old.Values) await removed.DisposeAsync().ConfigureAwait(false);
        _groups = [.. next];
        await parts.Listener.ConfiguredAsync(models, cancel).ConfigureAwait(false);
        foreach (RuleGroupRunner runner in started) runner.Start();
        foreach (RuleGroupRunner removed in old.Values) _ = EndLaterAsync(removed, _stop.Token);
        RuleLog.Applied(parts.Log, next.Count, next.Count - started.Count, started.Count, old.Count);
    }

    // Two intervals later: a group that was renamed or moved has taken its series over by then.
    private async Task EndLaterAsync(RuleGroupRunner removed, CancellationToken stop)
    {
        try
        {
            await Task.Delay(removed.Model.Interval * 2, parts.Clock, stop).ConfigureAwait(false);
            var live = new HashSet<LabelSet>();
            foreach (RuleGroupRunner group in _groups)
                foreach (RuleSlot slot in group.Rules)
                    live.UnionWith(slot.Written.Snapshot());
            long now = UnixMilliseconds.Now(parts.Clock);
            foreach (RuleSlot slot in removed.Rules) await slot.Written.EndAsync(now, live, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stopping: the series end by lookback.
        }
        catch (IOException e)
        {
            RuleLog.StaleMarkersFailed(parts.Log, e.Message);
        }
    }
}
