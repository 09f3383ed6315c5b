using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tocsin.Notifier.Persistence;
using Tocsin.Testing.Servers;

namespace Tocsin.Notifier.Tests.Endpoints;

/// <summary>A whole Notifier behind its API, on loopback and a SQLite file of its own.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private const string Config = """
        global: {slack_api_url: 'http://127.0.0.1:1/hunter2'}
        route:
          receiver: box
          group_by: [alertname]
          group_wait: 0s
          routes:
          - matchers: [team="a"]
            receiver: team-a
          - matchers: [night="yes"]
            receiver: box
            mute_time_intervals: [always]
        inhibit_rules: [{source_matchers: [severity="critical"], target_matchers: [severity="warning"], equal: [job]}]
        time_intervals: [{name: always, time_intervals: [{years: ['1:9999']}]}]
        receivers:
        - name: box
          inbox_configs: [{}]
        - name: team-a
          labels: {owner: ada}
          inbox_configs: [{}]
        """;

    private readonly string _folder;
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();

    private ApiServer(string folder, WebApplication app) => (_folder, _app) = (folder, app);

    public string Url => _app.Urls.First();

    public static async Task<ApiServer> StartAsync()
    {
        string folder = Directory.CreateTempSubdirectory("api-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "am.yml"), Config);
        WebApplicationBuilder builder = SmallWeb.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddPooledDbContextFactory<NotifierDbContext>(options => options.UseSqlite($"Data Source={Path.Combine(folder, "state.db")}"));
        builder.Services.AddTocsinNotifier(new NotifierOptions { ConfigFile = Path.Combine(folder, "am.yml") }).AddTocsinReceivers();
        WebApplication app = builder.Build();
        await using (NotifierDbContext context = await app.Services.GetRequiredService<IDbContextFactory<NotifierDbContext>>().CreateDbContextAsync())
            await context.Database.EnsureCreatedAsync();
        app.MapTocsinNotifier();
        await app.StartAsync();
        return new ApiServer(folder, app);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    public async Task<(HttpStatusCode Status, string Body)> CallAsync(HttpMethod method, string path, string? json = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, Url + path);
        if (json is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
            if (type.Length > 0) request.Content.Headers.ContentType = new(type);
        }
        using HttpResponseMessage response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        (HttpStatusCode status, string body) = await CallAsync(HttpMethod.Get, path);
        Assert.True(status == HttpStatusCode.OK, $"{path}: {status} {body}");
        return JsonDocument.Parse(body).RootElement;
    }

    /// <summary>Reads until it is as it should be: groups are flushed on their own time.</summary>
    public async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> done)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            JsonElement answer = await GetAsync(path);
            if (done(answer)) return answer;
            Assert.False(limit.IsCancellationRequested, $"{path} still says {answer}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public Task<HttpResponseMessage> OpenAsync(string path) => _http.GetAsync(Url + path, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

    public async Task PostAlertAsync(string labels)
    {
        (HttpStatusCode status, string body) = await CallAsync(HttpMethod.Post, "/api/v2/alerts", $"[{{\"labels\":{labels},\"annotations\":{{\"summary\":\"s\"}}}}]");
        Assert.True(status == HttpStatusCode.OK, body);
    }
}
