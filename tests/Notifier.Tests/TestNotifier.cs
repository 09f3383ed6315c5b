using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Grouping;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Muting;
using Tocsin.Notifier.Persistence;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Tests;

/// <summary>A whole Notifier on a SQLite file and a clock that the test turns; what it sends is recorded.</summary>
internal sealed class TestNotifier : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("notifier-").FullName;
    private readonly TimeSpan _startDelay;
    private ServiceProvider _services = null!;

    private TestNotifier(TimeSpan startDelay) => _startDelay = startDelay;

    public FakeTimeProvider Clock { get; private set; } = new(Start);

    public Outbox Outbox { get; } = new();

    public TestLease Lease { get; } = new();

    public NotifierService Service => _services.GetRequiredService<NotifierService>();

    public AlertIntake Intake => _services.GetRequiredService<AlertIntake>();

    public ISilences Silences => _services.GetRequiredService<ISilences>();

    public INotifierState State => _services.GetRequiredService<INotifierState>();

    public INotificationHistory History => _services.GetRequiredService<INotificationHistory>();

    public NotifierConfiguration Configuration => _services.GetRequiredService<NotifierConfiguration>();

    public DecisionRecorder Decisions => _services.GetRequiredService<DecisionRecorder>();

    public Dispatcher Dispatcher => _services.GetRequiredService<Dispatcher>();

    public ToggledDatabase Database { get; private set; } = null!;

    public static async Task<TestNotifier> StartAsync(string config, TimeSpan startDelay = default)
    {
        var notifier = new TestNotifier(startDelay);
        notifier.Write(config);
        await notifier.BuildAsync();
        return notifier;
    }

    public void Write(string config) => File.WriteAllText(Path.Combine(_folder, "alertmanager.yml"), config);

    public async Task ReloadAsync(string config)
    {
        Write(config);
        PreparedConfig prepared = await Configuration.PrepareAsync(CancellationToken.None);
        Assert.Empty(prepared.Problems.Errors);
        await prepared.ApplyAsync(CancellationToken.None);
        await SettleAsync();
    }

    /// <summary>Ends in an orderly way and starts again after <paramref name="away"/>.</summary>
    /// <param name="hurried">What is in the air is not waited for.</param>
    public async Task RestartAsync(TimeSpan away = default, bool hurried = false)
    {
        await Service.StopAsync(new CancellationToken(hurried));
        await _services.DisposeAsync();
        Outbox.Hold = null;
        await StartAgainAsync(away);
    }

    /// <summary>Nothing is said goodbye to: what is in memory only is gone, as after kill -9.</summary>
    public async Task CrashAsync(TimeSpan away = default)
    {
        Database.Away = true;
        Outbox.Hold = null;
        // The process is gone, and with it its lock on the file.
        _services.GetRequiredService<WriteJournal>().Dispose();
        await StartAgainAsync(away);
    }

    public Task<IntakeResult> PostAsync(params PostedAlert[] alerts) => Intake.AcceptAsync(alerts, CancellationToken.None);

    public static PostedAlert Firing(params (string, string)[] labels) => new() { Labels = LabelSet.Create(labels) };

    /// <summary>Turns the clock second by second and lets everything that is due happen.</summary>
    public async Task AdvanceAsync(double seconds)
    {
        for (double passed = 0; passed < seconds; passed++)
        {
            Clock.Advance(TimeSpan.FromSeconds(Math.Min(1, seconds - passed)));
            await SettleAsync();
        }
    }

    public async Task SettleAsync()
    {
        await Intake.RefreshAsync([], CancellationToken.None);
        await Dispatcher.IdleAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private Task StartAgainAsync(TimeSpan away)
    {
        // The dead process keeps its own clock, which never moves again.
        Clock = new FakeTimeProvider(Clock.GetUtcNow() + away);
        return BuildAsync();
    }

    private async Task BuildAsync()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Clock);
        Database = new ToggledDatabase(new DbContextOptionsBuilder<NotifierDbContext>().UseSqlite($"Data Source={Path.Combine(_folder, "state.db")}").Options);
        services.AddSingleton<IDbContextFactory<NotifierDbContext>>(Database);
        services.AddSingleton<IReceiverFactory>(new RecordingReceivers(Outbox));
        services.AddTocsinNotifier(new NotifierOptions { ConfigFile = Path.Combine(_folder, "alertmanager.yml"), JournalFolder = _folder, DispatchStartDelay = _startDelay });
        services.AddSingleton<IShardLease>(Lease);
        _services = services.BuildServiceProvider();
        await using (NotifierDbContext context = Database.CreateDbContext()) await context.Database.EnsureCreatedAsync();
        _services.GetRequiredService<NotifierGauges>();
        await Service.StartAsync(CancellationToken.None);
        await SettleAsync();
    }
}

/// <summary>A lease that the test gives and takes.</summary>
internal sealed class TestLease : IShardLease
{
    public event Func<CancellationToken, Task>? Acquired;

    public event Action? Settled;

    public LeaseState State { get; private set; } = LeaseState.Held;

    public bool IsHeld
    {
        get => State == LeaseState.Held;
        set => State = value ? LeaseState.Held : LeaseState.Following;
    }

    public CancellationToken Lost => CancellationToken.None;

    /// <summary>The owner is gone: reads what it left; <paramref name="meanwhile"/> runs when that is read and the lease does not count yet.</summary>
    public async Task TakeAsync(Func<Task> meanwhile)
    {
        State = LeaseState.Taking;
        await Acquired!(CancellationToken.None);
        await meanwhile();
        State = LeaseState.Held;
        Settled?.Invoke();
    }
}

/// <summary>A database that can be taken away.</summary>
internal sealed class ToggledDatabase(DbContextOptions<NotifierDbContext> options) : IDbContextFactory<NotifierDbContext>
{
    public bool Away { get; set; }

    public int Opened { get; private set; }

    public NotifierDbContext CreateDbContext()
    {
        if (Away) throw new IOException("the database is away");
        Opened++;
        return new NotifierDbContext(options);
    }
}

/// <summary>What was sent, and how sends end.</summary>
internal sealed class Outbox
{
    private readonly List<Sent> _sent = [];

    /// <summary>How the sends of a receiver end; delivered when nothing else is said.</summary>
    public Func<string, DeliveryResult?> Answer { get; set; } = _ => null;

    /// <summary>A send waits for this after it went out and before its result comes back.</summary>
    public TaskCompletionSource? Hold { get; set; }

    public IReadOnlyList<Sent> All
    {
        get
        {
            lock (_sent) return [.. _sent];
        }
    }

    public IReadOnlyList<Sent> To(string receiver) => [.. All.Where(sent => sent.Receiver == receiver)];

    /// <summary>What was sent since the last call.</summary>
    public IReadOnlyList<Sent> Take()
    {
        lock (_sent)
        {
            Sent[] taken = [.. _sent];
            _sent.Clear();
            return taken;
        }
    }

    public async Task<DeliveryResult> SendAsync(Sent sent, CancellationToken cancel)
    {
        DeliveryResult? answer = Answer(sent.Receiver);
        if (answer is null || answer.Outcome == DeliveryOutcome.Delivered)
            lock (_sent)
                _sent.Add(sent);
        if (Hold is { } hold) await hold.Task.WaitAsync(cancel);
        return answer ?? DeliveryResult.Delivered("ok");
    }
}

internal sealed record Sent(string Receiver, DateTimeOffset At, Notification Notification)
{
    /// <summary>Such as <c>a b -c</c>: names of alerts, a minus before the ended ones.</summary>
    public string Alerts => string.Join(' ', Notification.Alerts.Select(alert => (alert.Resolved ? "-" : "") + alert.Alert.Name));

    public string Reason => Notification.Reason;
}

internal sealed class RecordingReceivers(Outbox outbox) : IReceiverFactory
{
    public ReceiverSet Build(AlertmanagerConfig config, IReadOnlySet<string> usedReceivers, ConfigProblems problems) => new(
    [
        .. config.Receivers.Where(receiver => usedReceivers.Contains(receiver.Name)).SelectMany(receiver =>
            receiver.Integrations.Select(integration => new RecordingReceiver(receiver.Name, integration.Kind, integration.Index, integration.SendResolved, outbox))),
    ]);
}

internal sealed record RecordingReceiver(string ReceiverName, string Integration, int Index, bool SendResolved, Outbox Outbox) : IReceiver
{
    public RenderOutcome Render(Notification notification, CancellationToken cancel) =>
        new(new RenderedMessage(Integration, notification.Reason, [new("body", "text/plain", string.Join(' ', notification.Alerts.Select(alert => alert.Alert.Name)))]), null);

    public async ValueTask<DeliveryResult> SendAsync(Notification notification, RenderedMessage message, CancellationToken cancel) =>
        await Outbox.SendAsync(new Sent(ReceiverName, notification.Now, notification), cancel);
}
