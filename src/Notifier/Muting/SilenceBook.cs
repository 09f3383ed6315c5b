using Microsoft.Extensions.Logging;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Muting;

/// <summary>What limits silences.</summary>
internal sealed record SilenceOptions(int MaxCount, int MaxBytes, TimeSpan Retention, bool ClassicNames)
{
    public bool LogChanges { get; init; }
}

/// <inheritdoc cref="ISilences"/>
// Changes are one at a time behind a gate; readers see one immutable table.
internal sealed class SilenceBook(
    AlertProjection alerts, ISilenceStore store, INotifierAnnouncer announcer, INotifierChanges changes, SilenceOptions options, SilenceMetrics metrics, TimeProvider clock,
    ILogger<SilenceBook> logger) : ISilences, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly SilenceMemo _memo = new();
    private volatile SilenceTable _silences = SilenceTable.Empty;

    public async Task LoadAsync(CancellationToken cancel)
    {
        // What is set or heard of while all are read would be lost with them.
        await _gate.WaitAsync(cancel);
        try
        {
            _silences = _silences.Replaced(await store.LoadAsync(cancel));
        }
        finally
        {
            _gate.Release();
        }
        changes.Publish(ChangeTopics.Silences);
    }

    /// <summary>Looks again at silences that another Notifier has written.</summary>
    public async Task RefreshAsync(IReadOnlyList<Guid> ids, CancellationToken cancel)
    {
        IReadOnlyList<Silence> stored = await store.LoadAsync(ids, cancel);
        await _gate.WaitAsync(cancel);
        Remember([.. stored.Where(silence => !(Find(silence.Id)?.Version > silence.Version))]);
        _gate.Release();
    }

    public Silence? Find(Guid id) => _silences.ById.GetValueOrDefault(id);

    public IReadOnlyList<Silence> All() => _silences.All;

    public IReadOnlyList<Guid> Matching(LabelSet labels, DateTimeOffset now)
    {
        long start = clock.GetTimestamp();
        SilenceTable table = _silences;
        int judged = table.All.Length;
        Silence[] matching = alerts.Find(labels) is { } alert ? _memo.Matching(table, alert, now, out judged) : SilenceMemo.Judged(table.All, labels, now);
        IReadOnlyList<Guid> active = Active(matching, now);
        metrics.Queried(clock.GetElapsedTime(start), judged);
        return active;
    }

    public SilenceTable Table => _silences;

    public Silence[] Candidates(SilenceTable table, TrackedAlert alert, DateTimeOffset now) => _memo.Matching(table, alert, now, out _);

    /// <summary>Those of the candidates that are active, in order of id.</summary>
    public static IReadOnlyList<Guid> Active(Silence[] candidates, DateTimeOffset now)
    {
        if (candidates.Length == 0) return [];
        List<Guid>? active = null;
        foreach (Silence silence in candidates)
            if (silence.StateAt(now) == SilenceState.Active)
                (active ??= []).Add(silence.Id);
        active?.Sort();
        return active ?? (IReadOnlyList<Guid>)[];
    }

    public async Task<SilenceResult> SetAsync(SilenceRequest request, CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel);
        try
        {
            return await SetLockedAsync(request);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task<SilenceResult> ExpireAsync(Guid id, CancellationToken cancel, string by = "")
    {
        await _gate.WaitAsync(cancel);
        try
        {
            DateTimeOffset now = clock.GetUtcNow();
            if (Find(id) is not { } silence) return new(SilenceOutcome.UnknownId, id, $"silence {id} not found");
            return silence.StateAt(now) == SilenceState.Expired ? new(SilenceOutcome.Stored, id) : await SaveAsync(id, [SilenceRules.Expired(silence, now, by)]);
        }
        finally
        {
            _gate.Release();
        }
    }

    public Task<IReadOnlyList<Silence>> VersionsAsync(Guid id, CancellationToken cancel) => store.VersionsAsync(id, cancel);

    /// <summary>Removes what ended longer ago than it is kept.</summary>
    /// <param name="stored">From the database too; who follows another Notifier leaves that to it.</param>
    public async Task CollectAsync(CancellationToken cancel, bool stored = true)
    {
        await _gate.WaitAsync(cancel);
        long start = clock.GetTimestamp();
        bool failed = true;
        try
        {
            DateTimeOffset now = clock.GetUtcNow();
            List<Silence> old = [.. _silences.All.Where(silence => silence.EndsAt + options.Retention < now)];
            if (old.Count > 0)
            {
                if (stored) await store.DeleteAsync(old);
                _silences = _silences.Without([.. old.Select(silence => silence.Id)]);
                changes.Publish(ChangeTopics.Silences);
            }
            failed = false;
        }
        finally
        {
            metrics.Collected(clock.GetElapsedTime(start), failed);
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<SilenceResult> SetLockedAsync(SilenceRequest request)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (SilenceRules.Check(request, options.ClassicNames, now) is { } error) return new(SilenceOutcome.Invalid, request.Id ?? Guid.Empty, error);
        Silence? old = null;
        if (request.Id is { } id && (old = Find(id)) is null) return new(SilenceOutcome.UnknownId, id, $"silence {id} not found");
        bool inPlace = old is not null && SilenceRules.CanChangeInPlace(old, request, now);
        DateTimeOffset start = request.StartsAt ?? now;
        var silence = new Silence
        {
            Id = inPlace ? old!.Id : Guid.NewGuid(),
            Version = inPlace ? old!.Version + 1 : 1,
            MatcherSets = [request.Matchers],
            StartsAt = inPlace || start > now ? start : now,
            EndsAt = request.EndsAt!.Value,
            UpdatedAt = now,
            CreatedBy = request.CreatedBy,
            Comment = request.Comment,
            Annotations = request.Annotations,
            ChangedBy = request.ChangedBy.Length > 0 ? request.ChangedBy : request.CreatedBy,
        };
        if (CheckLimits(silence, isNew: !inPlace) is { } limit) return new(SilenceOutcome.LimitExceeded, request.Id ?? Guid.Empty, limit);
        bool replaces = old is not null && !inPlace && old.StateAt(now) != SilenceState.Expired;
        return await SaveAsync(silence.Id, replaces ? [SilenceRules.Expired(old!, now, silence.ChangedBy), silence] : [silence]);
    }

    private string? CheckLimits(Silence silence, bool isNew)
    {
        if (isNew && options.MaxCount > 0 && _silences.All.Length + 1 > options.MaxCount)
            return $"exceeded maximum number of silences: {_silences.All.Length} (limit: {options.MaxCount})";
        int size = SilenceRules.SizeOf(silence);
        return options.MaxBytes > 0 && size > options.MaxBytes ? $"silence exceeded maximum size: {size} bytes (limit: {options.MaxBytes} bytes)" : null;
    }

    private async Task<SilenceResult> SaveAsync(Guid id, IReadOnlyList<Silence> versions)
    {
        if (!await store.SaveAsync(versions)) return new(SilenceOutcome.Unavailable, id, "the database is away: the silence was not stored");
        Remember(versions);
        announcer.SilencesStored([.. versions.Select(silence => silence.Id)]);
        foreach (Silence silence in versions)
        {
            MutingLog.SilenceStored(logger, silence.Id, silence.Version, silence.EndsAt);
            if (options.LogChanges) MutingLog.Changed(logger, silence);
        }
        return new(SilenceOutcome.Stored, id);
    }

    private void Remember(IReadOnlyCollection<Silence> versions)
    {
        _silences = _silences.With(versions);
        changes.Publish(ChangeTopics.Silences | ChangeTopics.Alerts);
    }
}
