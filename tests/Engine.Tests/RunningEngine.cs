using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Tocsin.Contracts.Configuration;
using Tocsin.Engine.Persistence;
using Tocsin.Engine.Rules;
using Tocsin.Engine.Tests.Persistence;
using Tocsin.Model.Storage;
using Tocsin.PromQL;
using Tocsin.Testing.Servers;

namespace Tocsin.Engine.Tests;

/// <summary>A whole Engine on a free port, with a store in memory, real PromQL and templates, and configuration files in a folder of its own.</summary>
internal sealed class RunningEngine : IAsyncDisposable
{
    private readonly TestDatabase _database = new();
    private readonly HttpClient _client = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tocsin-engine-");
    private WebApplication _app = null!;

    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_050));

    public MemorySamples Samples { get; } = new();

    public string Folder => _folder.FullName;

    public Uri Address => _client.BaseAddress!;

    public RuleManager Rules => _app.Services.GetRequiredService<RuleManager>();

    public static async Task<RunningEngine> StartAsync(string externalUrl = "http://tocsin.example")
    {
        var engine = new RunningEngine();
        WebApplicationBuilder builder = SmallWeb.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddMetrics();
        builder.Services.AddRouting();
        builder.Services.AddSingleton<TimeProvider>(engine.Clock);
        builder.Services.AddSingleton<ISampleStore>(engine.Samples);
        builder.Services.AddSingleton<ISeriesSource>(engine.Samples);
        builder.Services.AddSingleton(new QueryEngine(new QueryEngineOptions(), TimeProvider.System));
        builder.Services.AddSingleton<IDbContextFactory<EngineDbContext>>(engine._database);
        builder.Services.AddTocsinEngine(new EngineOptions
        {
            ConfigFile = Path.Combine(engine.Folder, "prometheus.yml"),
            ExternalUrl = new Uri(externalUrl),
            Flags = new Dictionary<string, string> { ["config.file"] = "prometheus.yml" },
        });
        engine._app = builder.Build();
        engine._app.MapTocsinEngine();
        await engine._app.StartAsync(TestContext.Current.CancellationToken);
        engine._client.BaseAddress = new Uri(engine._app.Urls.First());
        return engine;
    }

    public void Write(string file, string text) => File.WriteAllText(Path.Combine(Folder, file), text);

    /// <summary>Prepares and, when there are no errors, applies the configuration.</summary>
    public async Task<ConfigProblems> ReloadAsync()
    {
        PreparedConfig prepared = await _app.Services.GetRequiredService<IReloadable>().PrepareAsync(TestContext.Current.CancellationToken);
        if (!prepared.Problems.HasErrors) await prepared.ApplyAsync(TestContext.Current.CancellationToken);
        return prepared.Problems;
    }

    public async Task EvaluateAsync(long time)
    {
        foreach (RuleGroupRunner group in Rules.Groups) await group.EvaluateAsync(time, TestContext.Current.CancellationToken);
    }

    public async Task<(int Status, string Body)> GetAsync(string path)
    {
        using HttpResponseMessage answer = await _client.GetAsync(path, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async Task<(int Status, string Body)> PostAsync(string path, params (string, string)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2)));
        using HttpResponseMessage answer = await _client.PostAsync(path, content, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async Task<JsonElement> DataAsync(string path)
    {
        (int status, string body) = await GetAsync(path);
        Assert.True(status == 200, body);
        return JsonDocument.Parse(body).RootElement.GetProperty("data");
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(TestContext.Current.CancellationToken);
        await _app.DisposeAsync();
        _client.Dispose();
        _database.Dispose();
        _folder.Delete(recursive: true);
    }
}
