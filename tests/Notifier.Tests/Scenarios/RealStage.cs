using System.Text;

namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>Plays a story in real time; who is spoken to, the heirs know.</summary>
internal abstract class RealStage : IStage, IAsyncDisposable
{
    private readonly HttpClient _http = new();

    protected RealStage(Hooks hooks) => Hooks = hooks;

    public Hooks Hooks { get; }

    public DateTimeOffset Start { get; private set; }

    /// <summary>By how many seconds the story was behind at worst.</summary>
    public double Late { get; private set; }

    protected abstract Uri Url { get; }

    /// <summary>Zero is the next full second: what is compared by seconds is then compared alike on every stage.</summary>
    public void Begin()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        Start = Hooks.Start = now.AddTicks(TimeSpan.TicksPerSecond - (now.Ticks % TimeSpan.TicksPerSecond));
        Hooks.Now = () => (TimeProvider.System.GetUtcNow() - Start).TotalSeconds;
    }

    public async Task<(int Status, string Body)> CallAsync(string method, string path, string? json)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Url, path));
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        long began = TimeProvider.System.GetTimestamp();
        using HttpResponseMessage answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        if (Start != default) Late = Math.Max(Late, TimeProvider.System.GetElapsedTime(began).TotalSeconds);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async Task UntilAsync(double second)
    {
        TimeSpan left = Start.AddSeconds(second) - TimeProvider.System.GetUtcNow();
        if (left > TimeSpan.Zero) await Task.Delay(left, TimeProvider.System, TestContext.Current.CancellationToken);
        Late = Math.Max(Late, (TimeProvider.System.GetUtcNow() - Start).TotalSeconds - second);
    }

    public abstract Task<int> ReloadAsync(string config);

    public abstract Task RestartAsync();

    public abstract Task<double> MetricAsync(string series);

    public virtual async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Hooks.DisposeAsync();
    }
}

/// <summary>We, in real time.</summary>
internal sealed class OurStage(ScenarioNotifier notifier) : RealStage(notifier.Hooks)
{
    protected override Uri Url => new(notifier.Url);

    public override async Task<int> ReloadAsync(string config) => await notifier.TryReloadAsync(config) ? 200 : 500;

    public override Task RestartAsync() => notifier.RestartAsync();

    public override Task<double> MetricAsync(string series) => Task.FromResult(notifier.Meters.Read(series));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await notifier.DisposeAsync();
    }
}
