using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Tocsin.Contracts.Configuration;
using Tocsin.Testing;
using Tocsin.Testing.Peers;
using Tocsin.Testing.Processes;

namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>The acceptance scenarios in real time, by the real Alertmanager and by us: both tell the same, in the same order.</summary>
public sealed class SideBySideTests
{
    [Fact]
    public async Task Each_story_is_told_as_the_real_Alertmanager_tells_it()
    {
        string? program = PeerPrograms.Find("alertmanager");
        Assert.SkipWhen(program is null, "needs alertmanager in TOCSIN_PEERS_DIR/bin");
        // Most of a story is waiting: they are all played at once.
        string[] differences = await Task.WhenAll(AcceptanceScenarios.All.Where(scenario => scenario is { OursAlone: "", StartDelay: 0 }).Select(async scenario =>
        {
            Task<string> theirs = TheirsAsync(program!, scenario), ours = OursAsync(scenario);
            return await theirs == await ours ? "" : $"{scenario.Name}\n  Alertmanager: {await theirs}\n  Tocsin:       {await ours}";
        }));
        Assert.All(differences, difference => Assert.Equal("", difference));
    }

    private static async Task<string> OursAsync(Scenario scenario)
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(scenario.Config, realTime: true);
        using var stage = new RealStage(new Uri(notifier.Url), notifier.Hooks, async () =>
        {
            PreparedConfig prepared = await notifier.Services.GetRequiredService<IReloadable>().PrepareAsync(CancellationToken.None);
            await prepared.ApplyAsync(CancellationToken.None);
        });
        return await stage.PlayAsync(scenario);
    }

    private static async Task<string> TheirsAsync(string program, Scenario scenario)
    {
        string folder = Directory.CreateTempSubdirectory("peer-").FullName;
        await using Hooks hooks = await Hooks.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(folder, "am.yml"), scenario.Config.Replace("HOOK", hooks.Url, StringComparison.Ordinal));
        int port = FreePort.Next();
        await using (ChildProcess process = ChildProcess.Start(
            program, ["--config.file=am.yml", "--storage.path=data", $"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address="], folder))
        {
            var url = new Uri($"http://127.0.0.1:{port}");
            using var http = new HttpClient();
            await Poll.UntilAsync("Alertmanager to be ready", TimeSpan.FromSeconds(60), async () =>
                (await http.GetAsync(new Uri(url, "/-/ready"), TestContext.Current.CancellationToken)).IsSuccessStatusCode, TestContext.Current.CancellationToken);
            using var stage = new RealStage(url, hooks, () => http.PostAsync(new Uri(url, "/-/reload"), null, TestContext.Current.CancellationToken));
            string told = await stage.PlayAsync(scenario);
            await process.StopAsync(TestContext.Current.CancellationToken);
            Directory.Delete(folder, recursive: true);
            return told;
        }
    }

    private sealed class RealStage(Uri url, Hooks hooks, Func<Task> reload) : IStage, IDisposable
    {
        private readonly HttpClient _http = new();
        private string _silence = "";

        public DateTimeOffset Start { get; private set; }

        /// <summary>What each hook was told, in order; the moments are left out, a busy machine has its own.</summary>
        public async Task<string> PlayAsync(Scenario scenario)
        {
            Start = hooks.Start = TimeProvider.System.GetUtcNow();
            hooks.Now = () => (TimeProvider.System.GetUtcNow() - Start).TotalSeconds;
            foreach ((double at, Func<IStage, Task> act) in scenario.Steps)
            {
                await UntilAsync(at);
                await act(this);
            }
            await UntilAsync(scenario.Until);
            var told = new StringBuilder();
            foreach (IGrouping<string, Notice> hook in hooks.All.GroupBy(notice => notice.Hook).OrderBy(hook => hook.Key, StringComparer.Ordinal))
                told.Append(CultureInfo.InvariantCulture, $"{hook.Key}: {string.Join(" | ", hook.Select(notice => notice.Told))}; ");
            return told.ToString();
        }

        public Task PostAsync(string path, string json) => SendAsync(HttpMethod.Post, path, json);

        public async Task SilenceAsync(string json) =>
            _silence = JsonDocument.Parse(await SendAsync(HttpMethod.Post, "/api/v2/silences", json)).RootElement.GetProperty("silenceID").GetString()!;

        public Task UnsilenceAsync() => SendAsync(HttpMethod.Delete, "/api/v2/silence/" + _silence, null);

        public Task ReloadAsync() => reload();

        public void Dispose() => _http.Dispose();

        private async Task UntilAsync(double second)
        {
            TimeSpan left = Start.AddSeconds(second) - TimeProvider.System.GetUtcNow();
            if (left > TimeSpan.Zero) await Task.Delay(left, TimeProvider.System, TestContext.Current.CancellationToken);
        }

        private async Task<string> SendAsync(HttpMethod method, string path, string? json)
        {
            using var request = new HttpRequestMessage(method, new Uri(url, path));
            if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
            using HttpResponseMessage answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
            string body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode} {body}");
            return body;
        }
    }
}
