using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Tocsin.Contracts.Configuration;

namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>Plays a story to a Notifier whose clock the test turns.</summary>
internal sealed class ClockedStage(ScenarioNotifier notifier) : IStage
{
    public DateTimeOffset Start => ScenarioNotifier.Start;

    public async Task<(int Status, string Body)> CallAsync(string method, string path, string? json)
    {
        (HttpStatusCode status, string body) = await notifier.CallAsync(new HttpMethod(method), path, json);
        await notifier.SettleAsync();
        return ((int)status, body);
    }

    public async Task<int> ReloadAsync(string config)
    {
        bool taken = await notifier.TryReloadAsync(config);
        await notifier.SettleAsync();
        return taken ? 200 : 500;
    }

    public Task RestartAsync() => notifier.RestartAsync();

    public Task<double> MetricAsync(string series) => Task.FromResult(notifier.Meters.Read(series));

    public Task UntilAsync(double second) => notifier.UntilAsync(second);
}
