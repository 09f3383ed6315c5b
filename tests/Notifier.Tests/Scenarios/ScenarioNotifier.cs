using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Tocsin.Contracts.Configuration;
using Tocsin.Notifier.Grouping;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Persistence;
using Tocsin.Testing.Servers;

namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>
/// A whole Notifier with its real receivers: alerts go in by HTTP, messages come out at webhooks. Time is the test's (or real, to stand beside the real
/// Alertmanager).
/// </summary>
internal sealed class ScenarioNotifier : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("scenario-").FullName;
    private readonly NotifierOptions _options;
    private readonly FakeTimeProvider? _clock;
    private readonly HttpClient _http = new();
    private WebApplication _app = null!;
    private MeterReader? _meters;

    private ScenarioNotifier(NotifierOptions options, FakeTimeProvider? clock, Hooks hooks)
    {
        _options = options with { ConfigFile = Path.Combine(_folder, "alertmanager.yml") };
        _clock = clock;
        Hooks = hooks;
    }

    public static DateTimeOffset Start { get; } = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    public Hooks Hooks { get; }

    public FakeTimeProvider Clock => _clock!;

    public string Url => _app.Urls.First();

    public IServiceProvider Services => _app.Services;

    public MeterReader Meters => _meters!;

    public ToggledDatabase Database { get; private set; } = null!;

    /// <summary>All messages so far, as lines.</summary>
    public IEnumerable<string> Told => Hooks.All.Select(notice => notice.ToString());

    /// <param name="config">alertmanager.yml, in which HOOK stands for the address of the webhooks.</param>
    public static async Task<ScenarioNotifier> StartAsync(string config, NotifierOptions? options = null, bool realTime = false, DateTimeOffset? at = null)
    {
        var notifier = new ScenarioNotifier(options ?? new NotifierOptions(), realTime ? null : new FakeTimeProvider(at ?? Start), await Hooks.StartAsync());
        if (notifier._clock is { } clock)
        {
            notifier.Hooks.Start = Start;
            notifier.Hooks.Clock = clock;
            notifier.Hooks.Now = () => (clock.GetUtcNow() - Start).TotalSeconds;
        }
        await notifier.WriteAsync(config);
        await notifier.RunAsync();
        return notifier;
    }

    public async Task ReloadAsync(string config)
    {
        Assert.True(await TryReloadAsync(config), "the configuration was refused");
        await SettleAsync();
    }

    public async Task<bool> TryReloadAsync(string config)
    {
        await WriteAsync(config);
        PreparedConfig prepared = await Services.GetRequiredService<IReloadable>().PrepareAsync(CancellationToken.None);
        if (prepared.Problems.HasErrors) return false;
        await prepared.ApplyAsync(CancellationToken.None);
        return true;
    }

    /// <summary>Ends in an orderly way and starts again on the same database, at another address.</summary>
    /// <param name="between">What happens to the database meanwhile, as SQL.</param>
    public async Task RestartAsync(string? between = null)
    {
        await StopAsync();
        if (between is not null)
        {
            await using NotifierDbContext context = Database.CreateDbContext();
            Assert.NotEqual(0, await context.Database.ExecuteSqlRawAsync(between));
        }
        await RunAsync();
    }

    public async Task<(HttpStatusCode Status, string Body)> CallAsync(HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, Url + path);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        (HttpStatusCode status, string body) = await CallAsync(HttpMethod.Get, path);
        Assert.True(status == HttpStatusCode.OK, $"{path}: {status} {body}");
        return JsonDocument.Parse(body).RootElement;
    }

    /// <summary>Turns the clock to a moment of the story, a tenth of a second at a time, and lets everything that is due happen.</summary>
    public async Task UntilAsync(double second)
    {
        DateTimeOffset goal = Start.AddSeconds(second);
        while (Clock.GetUtcNow() < goal)
        {
            TimeSpan left = goal - Clock.GetUtcNow(), step = TimeSpan.FromMilliseconds(100);
            Clock.Advance(left < step ? left : step);
            await SettleAsync();
        }
    }

    /// <summary>Lets long stretches pass, in steps.</summary>
    public async Task PassAsync(TimeSpan time, TimeSpan step)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += step)
        {
            Clock.Advance(step);
            await SettleAsync();
        }
    }

    /// <summary>Until no flush runs, or those that run wait for the clock.</summary>
    public async Task SettleAsync()
    {
        if (!Database.Away) await Services.GetRequiredService<AlertIntake>().RefreshAsync([], CancellationToken.None);
        Task idle = Services.GetRequiredService<Dispatcher>().IdleAsync();
        if (Hooks.AlwaysTakes) await idle.WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        for (int seen = -1, calm = 0; !idle.IsCompleted && calm < 8; calm++)
        {
            await Task.WhenAny(idle, Task.Delay(5, CancellationToken.None));
            if (Hooks.Requests != seen) calm = 0;
            seen = Hooks.Requests;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await StopAsync();
        await Hooks.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StopAsync()
    {
        _meters?.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private Task WriteAsync(string config) => File.WriteAllTextAsync(_options.ConfigFile, config.Replace("HOOK", Hooks.Url, StringComparison.Ordinal));

    private async Task RunAsync()
    {
        WebApplicationBuilder builder = SmallWeb.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        if (_clock is not null) builder.Services.AddSingleton<TimeProvider>(_clock);
        Database = new ToggledDatabase(new DbContextOptionsBuilder<NotifierDbContext>().UseSqlite($"Data Source={Path.Combine(_folder, "state.db")}").Options);
        builder.Services.AddSingleton<IDbContextFactory<NotifierDbContext>>(Database);
        builder.Services.AddTocsinNotifier(_options).AddTocsinReceivers();
        _app = builder.Build();
        await using (NotifierDbContext context = await Services.GetRequiredService<IDbContextFactory<NotifierDbContext>>().CreateDbContextAsync())
            await context.Database.EnsureCreatedAsync();
        _app.MapTocsinNotifier();
        _meters = new MeterReader(Services.GetRequiredService<IMeterFactory>());
        await _app.StartAsync();
    }
}
