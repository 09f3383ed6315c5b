using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Tocsin.Contracts.Configuration;
using Tocsin.Host.Lifecycle;

namespace Tocsin.Host.Tests.Lifecycle;

public sealed class ReloaderTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly Part _rules = new("prometheus");
    private readonly Part _routes = new("alertmanager");

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task All_parts_are_swapped_when_none_has_an_error()
    {
        Assert.Empty(await ReloadAsync());
        Assert.Equal((1, 1), (_rules.Applied, _routes.Applied));
    }

    [Fact]
    public async Task One_error_anywhere_swaps_nothing_and_all_errors_are_told()
    {
        _rules.Error = new ConfigProblem("prometheus.yml", 3, 5, "global.scrape_interval", "wrong");
        _routes.Error = new ConfigProblem("alertmanager.yml", 1, 1, "route", "missing");
        IReadOnlyList<ConfigProblem> errors = await ReloadAsync();
        Assert.Equal(2, errors.Count);
        Assert.Equal((0, 0), (_rules.Applied, _routes.Applied));
        Assert.Equal("prometheus.yml:3:5: global.scrape_interval: wrong", errors[0].ToString());
    }

    [Fact]
    public async Task After_a_refused_reload_the_next_good_one_applies()
    {
        _routes.Error = new ConfigProblem("alertmanager.yml", 1, 1, "route", "missing");
        await ReloadAsync();
        _routes.Error = null;
        Assert.Empty(await ReloadAsync());
        Assert.Equal((1, 1), (_rules.Applied, _routes.Applied));
    }

    [Fact]
    public async Task A_caller_who_hangs_up_in_the_middle_leaves_no_part_behind()
    {
        using var caller = new CancellationTokenSource();
        _rules.Applying = caller.Cancel;
        using var reloader = new Reloader([_rules, _routes], new FakeTimeProvider(), _services.GetRequiredService<IMeterFactory>(), NullLogger<Reloader>.Instance);
        Assert.Empty(await reloader.ReloadAsync(caller.Token));
        Assert.Equal((1, 1), (_rules.Applied, _routes.Applied));
    }

    private async Task<IReadOnlyList<ConfigProblem>> ReloadAsync()
    {
        using var reloader = new Reloader([_rules, _routes], new FakeTimeProvider(), _services.GetRequiredService<IMeterFactory>(), NullLogger<Reloader>.Instance);
        return await reloader.ReloadAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Part(string name) : IReloadable
    {
        public string Name => name;

        public ConfigProblem? Error { get; set; }

        public int Applied { get; private set; }

        public Action Applying { get; set; } = static () => { };

        public ValueTask<PreparedConfig> PrepareAsync(CancellationToken cancel)
        {
            var problems = new ConfigProblems();
            if (Error is not null) problems.Error(Error);
            return ValueTask.FromResult(new PreparedConfig(problems, apply =>
            {
                apply.ThrowIfCancellationRequested();
                Applying();
                Applied++;
                return ValueTask.CompletedTask;
            }));
        }
    }
}
