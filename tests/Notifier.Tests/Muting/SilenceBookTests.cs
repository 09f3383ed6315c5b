using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Muting;

namespace Tocsin.Notifier.Tests.Muting;

public sealed class SilenceBookTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(TestNotifier.Start);
    private readonly Store _store = new();
    private readonly AlertProjection _alerts = new();
    private SilenceBook _book;

    public SilenceBookTests() => _book = Book(0, 0);

    public void Dispose() => _book.Dispose();

    [Fact]
    public async Task A_new_silence_that_would_begin_in_the_past_begins_now()
    {
        SilenceResult result = await SetAsync(Request() with { StartsAt = Now.AddHours(-1) });
        Assert.Equal((SilenceOutcome.Stored, Now), (result.Outcome, _book.Find(result.Id)!.StartsAt));
    }

    // Start and end in minutes from the creation at 0, when it ran from 0 to 60; judged at minute 30.
    [Theory]
    [InlineData(0, 60, true)]
    [InlineData(0, 90, true)]
    [InlineData(0, 31, true)]
    [InlineData(1, 60, false)]
    [InlineData(40, 60, false)]
    public async Task An_active_silence_keeps_its_id_while_its_start_stays(double start, double end, bool keeps)
    {
        SilenceResult old = await SetAsync(Request());
        _clock.Advance(TimeSpan.FromMinutes(30));
        SilenceResult changed = await SetAsync(Request() with { Id = old.Id, StartsAt = TestNotifier.Start.AddMinutes(start), EndsAt = TestNotifier.Start.AddMinutes(end), Comment = "new" });
        Assert.Equal(keeps, changed.Id == old.Id);
        Assert.Equal("new", _book.Find(changed.Id)!.Comment);
        Assert.Equal(keeps ? SilenceState.Active : SilenceState.Expired, _book.Find(old.Id)!.StateAt(Now));
    }

    [Fact]
    public async Task What_is_set_while_all_are_read_again_is_not_lost()
    {
        var reading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.Reading = reading.Task;
        Task all = _book.LoadAsync(CancellationToken.None);
        Task<SilenceResult> set = SetAsync(Request());
        reading.SetResult();
        await all;
        Assert.Equal(SilenceState.Active, _book.Find((await set).Id)?.StateAt(Now));
    }

    [Fact]
    public async Task A_pending_silence_keeps_its_id_while_it_stays_in_the_future()
    {
        SilenceRequest later = Request() with { StartsAt = Now.AddMinutes(10) };
        SilenceResult old = await SetAsync(later);
        Assert.Equal(old.Id, (await SetAsync(later with { Id = old.Id, StartsAt = Now.AddMinutes(20) })).Id);
        SilenceResult moved = await SetAsync(later with { Id = old.Id, StartsAt = Now.AddMinutes(-1) });
        Assert.NotEqual(old.Id, moved.Id);
        Assert.Equal((Now, Now), (_book.Find(old.Id)!.StartsAt, _book.Find(old.Id)!.EndsAt));
    }

    [Fact]
    public async Task Other_matchers_make_a_new_silence_and_end_the_old_in_one_write()
    {
        SilenceResult old = await SetAsync(Request());
        _store.Writes.Clear();
        SilenceResult changed = await SetAsync(Request() with { Id = old.Id, Matchers = [new Matcher("a", MatchOperator.Equal, "c")] });
        Assert.NotEqual(old.Id, changed.Id);
        Assert.Equal([old.Id, changed.Id], Assert.Single(_store.Writes).Select(silence => silence.Id));
        Assert.Empty(Matching("b", Now));
        Assert.Equal([changed.Id], Matching("c", Now));
    }

    [Fact]
    public async Task An_expired_silence_comes_back_under_a_new_id()
    {
        SilenceResult old = await SetAsync(Request());
        await _book.ExpireAsync(old.Id, CancellationToken.None);
        SilenceResult again = await SetAsync(Request() with { Id = old.Id });
        Assert.NotEqual(old.Id, again.Id);
        Assert.Equal(2, _book.Find(old.Id)!.Version);
    }

    [Fact]
    public async Task Ending_is_idempotent_and_an_unknown_id_is_said_to_be_unknown()
    {
        SilenceResult silence = await SetAsync(Request());
        Assert.Equal(SilenceOutcome.Stored, (await _book.ExpireAsync(silence.Id, CancellationToken.None)).Outcome);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(SilenceOutcome.Stored, (await _book.ExpireAsync(silence.Id, CancellationToken.None)).Outcome);
        Assert.Equal(TestNotifier.Start, _book.Find(silence.Id)!.EndsAt);
        Assert.Equal(SilenceOutcome.UnknownId, (await _book.ExpireAsync(Guid.NewGuid(), CancellationToken.None)).Outcome);
        Assert.Equal(SilenceOutcome.UnknownId, (await SetAsync(Request() with { Id = Guid.NewGuid() })).Outcome);
    }

    [Fact]
    public async Task What_is_not_valid_is_refused_with_its_reason_and_leaves_the_old_one_alone()
    {
        SilenceResult old = await SetAsync(Request());
        SilenceRequest change = Request() with { Id = old.Id };
        foreach ((SilenceRequest bad, string error) in new[]
        {
            (change with { Matchers = [] }, "at least one matcher required"),
            (change with { Matchers = [new Matcher("a", MatchOperator.Equal, "")] }, "matcher set 0: at least one matcher must not match the empty string"),
            (change with { Matchers = [new Matcher("a", MatchOperator.Regex, "x*")] }, "matcher set 0: at least one matcher must not match the empty string"),
            (change with { EndsAt = null }, "invalid zero end timestamp"),
            (change with { EndsAt = Now.AddMinutes(-2), StartsAt = Now.AddMinutes(-3) }, "end time can't be in the past"),
            (change with { StartsAt = Now.AddHours(2) }, "start time must be before end time"),
        })
        {
            SilenceResult result = await SetAsync(bad);
            Assert.Equal((SilenceOutcome.Invalid, "invalid silence: " + error), (result.Outcome, result.Error));
        }
        Assert.Equal(SilenceState.Active, _book.Find(old.Id)!.StateAt(Now));
        Assert.Equal(SilenceOutcome.Stored, (await SetAsync(Request() with { Matchers = [new Matcher("a", MatchOperator.NotEqual, "b")] })).Outcome);
    }

    [Fact]
    public async Task Limits_count_expired_ones_and_leave_the_old_one_alone()
    {
        _book.Dispose();
        _book = Book(2, 200);
        SilenceResult first = await SetAsync(Request());
        SilenceResult second = await SetAsync(Request());
        await _book.ExpireAsync(first.Id, CancellationToken.None);
        SilenceResult third = await SetAsync(Request());
        Assert.Equal((SilenceOutcome.LimitExceeded, "exceeded maximum number of silences: 2 (limit: 2)"), (third.Outcome, third.Error));
        Assert.Equal(SilenceOutcome.LimitExceeded, (await SetAsync(Request() with { Id = second.Id, Comment = new string('x', 200) })).Outcome);
        Assert.Equal(SilenceState.Active, _book.Find(second.Id)!.StateAt(Now));
        _clock.Advance(TimeSpan.FromHours(121));
        await _book.CollectAsync(CancellationToken.None);
        Assert.Equal(0, _book.All().Count(silence => silence.Id == first.Id));
        Assert.Equal(1, _store.Deleted);
        Assert.Equal(SilenceOutcome.Stored, (await SetAsync(Request())).Outcome);
    }

    [Fact]
    public async Task Who_follows_forgets_what_is_old_and_leaves_the_rows_to_the_owner()
    {
        SilenceResult old = await SetAsync(Request());
        await _book.ExpireAsync(old.Id, CancellationToken.None);
        _clock.Advance(TimeSpan.FromHours(121));
        await _book.CollectAsync(CancellationToken.None, stored: false);
        Assert.Null(_book.Find(old.Id));
        Assert.Equal(0, _store.Deleted);
    }

    [Fact]
    public async Task Matching_follows_the_window_and_names_every_active_silence()
    {
        SilenceResult now = await SetAsync(Request());
        SilenceResult later = await SetAsync(Request() with { StartsAt = Now.AddMinutes(30), EndsAt = Now.AddMinutes(90), Matchers = [new Matcher("a", MatchOperator.Regex, "b|c")] });
        Assert.Equal([now.Id], Matching("b", Now));
        Assert.Equal(new[] { now.Id, later.Id }.Order(), Matching("b", Now.AddMinutes(30)));
        Assert.Equal([later.Id], Matching("b", Now.AddMinutes(60)));
        Assert.Empty(Matching("b", Now.AddMinutes(90)));
        Assert.Empty(Matching("d", Now.AddMinutes(45)));
    }

    [Fact]
    public async Task S13_with_the_flag_each_change_is_logged_and_without_it_none()
    {
        var log = new LogLines();
        _book.Dispose();
        _book = Book(0, 0, log);
        await SetAsync(Request());
        Assert.Empty(log.Lines);
        _book.Dispose();
        _book = Book(0, 0, log, logs: true);
        SilenceResult result = await SetAsync(Request() with { Matchers = [new Matcher("a", MatchOperator.Equal, "b"), new Matcher("c", MatchOperator.NotRegex, "d.*")], Comment = "upgrade" });
        await SetAsync(Request() with { Id = result.Id, Comment = "longer", Matchers = [new Matcher("a", MatchOperator.Equal, "b"), new Matcher("c", MatchOperator.NotRegex, "d.*")] });
        await _book.ExpireAsync(result.Id, CancellationToken.None);
        Assert.Collection(
            log.Lines,
            line => Assert.StartsWith($"create silence {result.Id} of a=b,c!~d.* from 2", line, StringComparison.Ordinal),
            line => Assert.EndsWith(" by me: longer", line, StringComparison.Ordinal),
            line => Assert.StartsWith($"expire silence {result.Id}", line, StringComparison.Ordinal));
        Assert.StartsWith("update silence", log.Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_remembered_of_an_alert_follows_every_change_of_the_silences()
    {
        Assert.Empty(Matching("b", Now));
        SilenceResult first = await SetAsync(Request());
        Assert.Equal([first.Id], Matching("b", Now));
        SilenceResult second = await SetAsync(Request() with { Comment = "again" });
        Assert.Equal(new[] { first.Id, second.Id }.Order(), Matching("b", Now));
        await _book.ExpireAsync(first.Id, CancellationToken.None);
        Assert.Equal([second.Id], Matching("b", Now));
        _store.Writes.Clear();
        await _book.LoadAsync(CancellationToken.None);
        Assert.Empty(Matching("b", Now));
        for (int i = 0; i < 100; i++) await SetAsync(Request() with { Matchers = [new Matcher("a", MatchOperator.Equal, "z" + i)] });
        SilenceResult last = await SetAsync(Request());
        Assert.Equal([last.Id], Matching("b", Now));
    }

    /// <summary>Of an alert that is known, whose verdict is remembered, and of labels that no alert has, which must come to the same.</summary>
    private IReadOnlyList<Guid> Matching(string value, DateTimeOffset now)
    {
        LabelSet known = LabelSet.Create(("a", value)), unknown = LabelSet.Create(("a", value), ("no", "alert"));
        if (_alerts.Find(known) is null)
            _alerts.Put(new TrackedAlert(known.Fingerprint(), new Alert { Labels = known, StartsAt = now, EndsAt = now.AddHours(9), UpdatedAt = now }));
        IReadOnlyList<Guid> matching = _book.Matching(known, now);
        Assert.Equal(matching, _book.Matching(known, now));
        Assert.Equal(matching, _book.Matching(unknown, now));
        return matching;
    }

    private DateTimeOffset Now => _clock.GetUtcNow();

    private SilenceBook Book(int maxCount, int maxBytes, ILogger<SilenceBook>? log = null, bool logs = false) => new(
        _alerts, _store, new NoAnnouncer(), new NotifierChanges(_clock), new SilenceOptions(maxCount, maxBytes, TimeSpan.FromHours(120), ClassicNames: false) { LogChanges = logs },
        new SilenceMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>()), _clock, log ?? NullLogger<SilenceBook>.Instance);

    private Task<SilenceResult> SetAsync(SilenceRequest request) => _book.SetAsync(request, CancellationToken.None);

    private SilenceRequest Request() => new()
    {
        Matchers = [new Matcher("a", MatchOperator.Equal, "b")],
        StartsAt = _clock.GetUtcNow() < TestNotifier.Start.AddHours(1) ? TestNotifier.Start : _clock.GetUtcNow(),
        EndsAt = _clock.GetUtcNow() < TestNotifier.Start.AddHours(1) ? TestNotifier.Start.AddHours(1) : _clock.GetUtcNow().AddHours(1),
        CreatedBy = "me",
    };

    private sealed class LogLines : ILogger<SilenceBook>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) Lines.Add(formatter(state, exception));
        }
    }

    private sealed class Store : ISilenceStore
    {
        public List<IReadOnlyList<Silence>> Writes { get; } = [];

        /// <summary>What was read is handed out when this is over.</summary>
        public Task Reading { get; set; } = Task.CompletedTask;

        public async Task<IReadOnlyList<Silence>> LoadAsync(CancellationToken cancel)
        {
            Silence[] read = [.. Writes.SelectMany(write => write)];
            await Reading;
            return read;
        }

        public Task<IReadOnlyList<Silence>> LoadAsync(IReadOnlyList<Guid> ids, CancellationToken cancel) => LoadAsync(cancel);

        public Task<IReadOnlyList<Silence>> VersionsAsync(Guid id, CancellationToken cancel) =>
            Task.FromResult<IReadOnlyList<Silence>>([.. Writes.SelectMany(write => write).Where(silence => silence.Id == id)]);

        public Task<bool> SaveAsync(IReadOnlyList<Silence> versions)
        {
            Writes.Add(versions);
            return Task.FromResult(true);
        }

        public int Deleted { get; private set; }

        public Task DeleteAsync(IReadOnlyList<Silence> silences)
        {
            Deleted += silences.Count;
            return Task.CompletedTask;
        }
    }
}
