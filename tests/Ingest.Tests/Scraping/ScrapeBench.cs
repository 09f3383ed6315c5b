using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Prometheus;
using Tocsin.Ingest.Discovery;
using Tocsin.Ingest.Exposition;
using Tocsin.Ingest.Scraping;

namespace Tocsin.Ingest.Tests.Scraping;

/// <summary>One target whose pages a test writes, scraped into a store in memory.</summary>
internal sealed class ScrapeBench : ITargetFetcher
{
    public ScrapeBench(ScrapeConfig config, FakeTimeProvider? clock = null)
    {
        Clock = clock ?? new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
        Parts = new ScrapeParts(Store, Clock, () => new ExpositionReader(), new ScrapeMetrics(Meters()), NullLogger.Instance, 0);
        Target target = new TargetBuilder(config).Build(new TargetGroup("0", config.Discovery.Static[0].Targets, config.Discovery.Static[0].Labels)).Single().Target!;
        Loop = new ScrapeLoop(target, new ScrapeSettings(config), this, "", Parts);
    }

    public MemoryStore Store { get; } = new();

    public FakeTimeProvider Clock { get; }

    public ScrapeParts Parts { get; }

    public ScrapeLoop Loop { get; }

    public (byte[] Body, string? ContentType) Answer { get; set; } = ([], "text/plain");

    public string? FetchError { get; set; }

    public static ScrapeBench For(string job = "") => new(Config(job));

    public static ScrapeConfig Config(string job = "") => Configs($"scrape_configs:\n- job_name: j\n  static_configs: [{{targets: ['h:1']}}]\n{job}")[0];

    public static IReadOnlyList<ScrapeConfig> Configs(string yaml)
    {
        var problems = new ConfigProblems();
        PrometheusConfig? config = PrometheusConfigLoader.Parse("test.yml", yaml, new PrometheusLoadOptions(), problems);
        Assert.True(config is not null, string.Join('\n', problems.Errors));
        return config!.ScrapeConfigs;
    }

    public static IMeterFactory Meters() => new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();

    public ValueTask<FetchResult> FetchAsync(Target target, ScrapeSettings settings, PageBuffer into, CancellationToken cancel)
    {
        if (FetchError is not null) return new(new FetchResult(null, FetchError));
        byte[] body = Answer.Body;
        long limit = settings.Config.Scrape.BodySizeLimit;
        for (int at = 0; at < body.Length;)
        {
            Memory<byte> room = into.Room();
            int part = Math.Min(room.Length, body.Length - at);
            body.AsMemory(at, part).CopyTo(room);
            into.Advance(part);
            at += part;
            if (limit > 0 && into.Length > limit) return new(new FetchResult(null, "body size limit exceeded", true));
        }
        return new(new FetchResult(Answer.ContentType, ""));
    }

    public async Task ScrapeAsync(long time) => await Loop.ScrapeAsync(time, TestContext.Current.CancellationToken);

    public async Task PageAsync(long time, string page)
    {
        FetchError = null;
        Answer = (Encoding.UTF8.GetBytes(page), "text/plain");
        await ScrapeAsync(time);
    }

    /// <summary>The newest value of a series, as text.</summary>
    public string Value(string series) => Store.Samples(series) is [.., (_, double last)] ? ScrapeCaseTests.Number(last) : "none";
}
