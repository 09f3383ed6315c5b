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
using Tocsin.Notifier.Pipeline;
using Tocsin.Testing.Servers;

namespace Tocsin.Notifier.Tests.Endpoints;

/// <summary>A whole Notifier behind its API, on a clock that the test turns; what it sends is recorded.</summary>
internal sealed class ClockedApi : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("clocked-").FullName;
    private readonly HttpClient _http = new();
    private WebApplication _app = null!;

    public FakeTimeProvider Clock { get; private set; } = new(Start);

    public Outbox Outbox { get; } = new();

    public TestLease Lease { get; } = new();

    public static async Task<ClockedApi> StartAsync(string config)
    {
        var api = new ClockedApi();
        await File.WriteAllTextAsync(Path.Combine(api._folder, "am.yml"), config);
        await api.BuildAsync();
        return api;
    }

    public async Task RestartAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await BuildAsync();
    }

    public Task WriteAsync(string config) => File.WriteAllTextAsync(Path.Combine(_folder, "am.yml"), config);

    public async Task ReloadAsync(string config)
    {
        await WriteAsync(config);
        PreparedConfig prepared = await Service<NotifierConfiguration>().PrepareAsync(CancellationToken.None);
        Assert.Empty(prepared.Problems.Errors);
        await prepared.ApplyAsync(CancellationToken.None);
        await SettleAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Turns the clock second by second and lets everything that is due happen.</summary>
    public async Task AdvanceAsync(double seconds)
    {
        for (double passed = 0; passed < seconds; passed++)
        {
            Clock.Advance(TimeSpan.FromSeconds(Math.Min(1, seconds - passed)));
            await SettleAsync();
        }
    }

    public async Task FireAsync(string name, params (string Name, string Value)[] labels) => await PostAlertAsync(name, labels, ends: false);

    public async Task ResolveAsync(string name, params (string Name, string Value)[] labels) => await PostAlertAsync(name, labels, ends: true);

    public async Task<string> SilenceAsync(string name, TimeSpan length, string by = "ann") => (await SendAsync(HttpMethod.Post, "/api/v2/silences", new
    {
        matchers = new[] { new { name = "alertname", value = name, isRegex = false } },
        startsAt = Clock.GetUtcNow(),
        endsAt = Clock.GetUtcNow() + length,
        createdBy = by,
        comment = "upgrade",
    })).GetProperty("silenceID").GetString()!;

    public Task<JsonElement> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body)
    {
        (HttpStatusCode status, string text) = await CallAsync(method, path, body);
        Assert.True((int)status is >= 200 and < 300, $"{path}: {status} {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    public async Task<(HttpStatusCode Status, string Text)> CallAsync(HttpMethod method, string path, object? body = null, string user = "")
    {
        using var request = new HttpRequestMessage(method, _app.Urls.First() + path);
        if (body is not null) request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        if (user.Length > 0) request.Headers.Add("X-Forwarded-User", user);
        using HttpResponseMessage response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public static string Fingerprint(string name, params (string Name, string Value)[] labels) =>
        Model.Alerts.Fingerprint.Format(Model.Labels.LabelSet.Create([("alertname", name), .. labels]).Fingerprint());

    public int Count<T>()
        where T : class
    {
        using NotifierDbContext context = _app.Services.GetRequiredService<IDbContextFactory<NotifierDbContext>>().CreateDbContext();
        return context.Set<T>().Count();
    }

    public T Service<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    private async Task PostAlertAsync(string name, (string Name, string Value)[] labels, bool ends)
    {
        var all = labels.Append(("alertname", name)).ToDictionary(label => label.Item1, label => label.Item2);
        object alert = ends ? new { labels = all, endsAt = Clock.GetUtcNow() } : new { labels = all, annotations = new { summary = "s" }, startsAt = Clock.GetUtcNow(), endsAt = Clock.GetUtcNow().AddHours(3) };
        await SendAsync(HttpMethod.Post, "/api/v2/alerts", new[] { alert });
    }

    private async Task SettleAsync()
    {
        await Service<AlertIntake>().RefreshAsync([], CancellationToken.None);
        await Service<Dispatcher>().IdleAsync();
    }

    private async Task BuildAsync()
    {
        WebApplicationBuilder builder = SmallWeb.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddPooledDbContextFactory<NotifierDbContext>(options => options.UseSqlite($"Data Source={Path.Combine(_folder, "state.db")}"));
        builder.Services.AddSingleton<IReceiverFactory>(new RecordingReceivers(Outbox));
        builder.Services.AddTocsinNotifier(new NotifierOptions { ConfigFile = Path.Combine(_folder, "am.yml") });
        builder.Services.AddSingleton<IShardLease>(Lease);
        _app = builder.Build();
        await using (NotifierDbContext context = await Service<IDbContextFactory<NotifierDbContext>>().CreateDbContextAsync()) await context.Database.EnsureCreatedAsync();
        _app.MapTocsinNotifier();
        await _app.StartAsync();
        await SettleAsync();
    }
}
