using System.Diagnostics;

namespace Tocsin.Notifier.Tests.Endpoints;

/// <summary>The real amtool against our API.</summary>
public sealed class AmtoolTests : IAsyncLifetime
{
    private ApiServer _server = null!;

    private static string? Amtool => Environment.GetEnvironmentVariable("TOCSIN_PEERS_DIR") is { } folder ? Path.Combine(folder, "bin", "amtool") : null;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task An_alert_that_amtool_adds_is_found_by_amtool()
    {
        Assert.SkipWhen(Amtool is null, "needs amtool in TOCSIN_PEERS_DIR/bin");
        await RunAsync("alert", "add", "alertname=disk", "team=a", "--annotation=summary=full");
        Assert.Contains("disk", await RunAsync("alert", "query", "alertname=disk"));
        Assert.Contains("disk", await RunAsync("alert", "query", "-r", "team-a"));
        Assert.DoesNotContain("disk", await RunAsync("alert", "query", "alertname=other"));
        Assert.Contains("\"summary\":\"full\"", (await RunAsync("-o", "json", "alert", "query", "disk")).Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_silence_is_added_found_updated_and_expired()
    {
        Assert.SkipWhen(Amtool is null, "needs amtool in TOCSIN_PEERS_DIR/bin");
        await RunAsync("alert", "add", "alertname=disk");
        string id = (await RunAsync("silence", "add", "alertname=disk", "-a", "ada", "-c", "planned", "-d", "2h")).Trim();
        Assert.Contains(id, await RunAsync("silence", "query", "alertname=disk"));
        Assert.Contains(id, await RunAsync("silence", "query", "--created-by=ada"));
        Assert.Contains("disk", await RunAsync("alert", "query", "--silenced"));
        Assert.DoesNotContain("disk", await RunAsync("alert", "query"));
        Assert.Contains("longer", await RunAsync("silence", "update", id, "-d", "3h", "-c", "longer"));
        await RunAsync("silence", "expire", id);
        Assert.DoesNotContain(id, await RunAsync("silence", "query"));
        Assert.Contains(id, await RunAsync("silence", "query", "--expired"));
        Assert.Contains("disk", await RunAsync("alert", "query"));
    }

    [Fact]
    public async Task Silences_are_imported()
    {
        Assert.SkipWhen(Amtool is null, "needs amtool in TOCSIN_PEERS_DIR/bin");
        await RunAsync("silence", "add", "a=b", "-c", "x", "-a", "ada");
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, await RunAsync("-o", "json", "silence", "query"), TestContext.Current.CancellationToken);
            await RunAsync("silence", "import", "-f", file);
            Assert.Equal(2, (await _server.GetAsync("/api/v2/silences")).GetArrayLength());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task The_configuration_that_we_show_is_one_that_amtool_routes_by()
    {
        Assert.SkipWhen(Amtool is null, "needs amtool in TOCSIN_PEERS_DIR/bin");
        Assert.Contains("team-a", await RunAsync("config", "routes", "show"));
        Assert.Equal("team-a", (await RunAsync("config", "routes", "test", "team=a")).Trim());
        Assert.Contains("group_by", await RunAsync("config", "show"));
        Assert.Contains("disabled", await RunAsync("cluster", "show"));
    }

    [Fact]
    public async Task Every_state_of_an_alert_is_found_by_its_flag_and_by_its_receiver()
    {
        Assert.SkipWhen(Amtool is null, "needs amtool in TOCSIN_PEERS_DIR/bin");
        await RunAsync("alert", "add", "alertname=fire", "severity=critical", "job=j", "--generator-url=http://g/", "--start=2026-01-01T00:00:00Z");
        await RunAsync("alert", "add", "alertname=smoke", "severity=warning", "job=j");
        await RunAsync("alert", "add", "alertname=noise");
        await RunAsync("silence", "add", "alertname=noise", "-c", "x", "-a", "ada");
        Assert.Contains("fire", await RunAsync("alert", "query", "--active"));
        Assert.Contains("smoke", await RunAsync("alert", "query", "--inhibited"));
        Assert.Contains("noise", await RunAsync("alert", "query", "--silenced"));
        string all = await RunAsync("-o", "extended", "alert", "query", "-a", "-s", "-i", "-r", "box");
        Assert.All((string[])["fire", "smoke", "noise"], name => Assert.Contains(name, all));
        Assert.DoesNotContain("fire", await RunAsync("alert", "query", "--unprocessed", "alertname=none"));
    }

    [Fact]
    public async Task Silences_are_found_by_when_they_end_and_expired_many_at_a_time()
    {
        Assert.SkipWhen(Amtool is null, "needs amtool in TOCSIN_PEERS_DIR/bin");
        string soon = (await RunAsync("silence", "add", "a=1", "-c", "x", "-a", "ada", "-d", "10m")).Trim();
        string late = (await RunAsync("silence", "add", "a=2", "-c", "x", "-a", "bob", "-d", "5h", "--annotation=ticket=42")).Trim();
        Assert.Equal(soon, (await RunAsync("silence", "query", "-q", "--within=1h")).Trim());
        Assert.Equal(late, (await RunAsync("silence", "query", "-q", "--id=" + late)).Trim());
        await RunAsync("silence", "expire", soon, late);
        Assert.Equal("", (await RunAsync("silence", "query", "-q")).Trim());
    }

    private async Task<string> RunAsync(params string[] words)
    {
        var start = new ProcessStartInfo(Amtool!, ["--alertmanager.url=" + _server.Url, .. words]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        string said = await output;
        Assert.True(process.ExitCode == 0, $"amtool {string.Join(' ', words)}: {said} {await error}");
        return said;
    }
}
