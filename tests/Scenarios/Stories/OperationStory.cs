using System.Net;
using System.Net.Sockets;
using Tocsin.Scenarios.Installations;
using Tocsin.Testing;
using Tocsin.Testing.Processes;

namespace Tocsin.Scenarios.Stories;

/// <summary>What the operator of a server does and reads.</summary>
public sealed class OperationStory
{
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_broken_file_is_refused_with_file_line_and_field_and_the_old_configuration_goes_on()
    {
        using var folder = new ScratchFolder();
        LabFiles files = SmallConfig.Write(folder.Path);
        await using TocsinServer tocsin = await StartAsync(folder, files);
        string good = await File.ReadAllTextAsync(files.Alertmanager, _cancel);
        await File.WriteAllTextAsync(files.Alertmanager, good.Replace("group_wait", "group_wiat", StringComparison.Ordinal), _cancel);

        using HttpResponseMessage refused = await tocsin.Http.PostAsync(new Uri(tocsin.Url, "/-/reload"), null, _cancel);
        string answer = await refused.Content.ReadAsStringAsync(_cancel);
        Assert.Equal(HttpStatusCode.InternalServerError, refused.StatusCode);
        Assert.StartsWith("failed to reload config: ", answer, StringComparison.Ordinal);
        Assert.Contains("alertmanager.yml:4:", answer, StringComparison.Ordinal);
        Assert.Contains("route.group_wiat", answer, StringComparison.Ordinal);
        Assert.Contains("group_wait", answer.Replace("group_wiat", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("alertmanager_config_last_reload_successful 0", await MetricsAsync(tocsin), StringComparison.Ordinal);
        Assert.Contains("\"inbox\"", await tocsin.Http.GetStringAsync(new Uri(tocsin.Url, "/api/v2/receivers"), _cancel), StringComparison.Ordinal);

        await File.WriteAllTextAsync(files.Alertmanager, good.Replace("inbox", "elsewhere", StringComparison.Ordinal).Replace("elsewhere_configs", "inbox_configs", StringComparison.Ordinal), _cancel);
        tocsin.Signal(1);
        await Poll.UntilAsync("SIGHUP to take effect", TimeSpan.FromSeconds(10), async () =>
            (await tocsin.Http.GetStringAsync(new Uri(tocsin.Url, "/api/v2/receivers"), _cancel)).Contains("elsewhere", StringComparison.Ordinal), _cancel);
        Assert.Contains("alertmanager_config_last_reload_successful 1", await MetricsAsync(tocsin), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SIGTERM_ends_the_server_with_exit_code_0()
    {
        using var folder = new ScratchFolder();
        await using TocsinServer tocsin = await StartAsync(folder, SmallConfig.Write(folder.Path));
        Assert.Equal(0, await tocsin.StopAsync(_cancel));
    }

    [Fact]
    public async Task A_taken_port_is_one_clear_line()
    {
        using var folder = new ScratchFolder();
        LabFiles files = SmallConfig.Write(folder.Path);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await FailsAsync(folder, files, $"127.0.0.1:{port}", $"--web.listen-address=127.0.0.1:{port}");
    }

    [Fact]
    public async Task An_unreadable_file_is_one_clear_line()
    {
        using var folder = new ScratchFolder();
        LabFiles files = SmallConfig.Write(folder.Path);
        File.Delete(files.Prometheus);
        await FailsAsync(folder, files, "prometheus.yml", $"--web.listen-address=127.0.0.1:{FreePort.Next()}");
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_waited_for_and_said_without_its_password()
    {
        using var folder = new ScratchFolder();
        LabFiles files = SmallConfig.Write(folder.Path);
        await using TocsinServer tocsin = TocsinServer.Launch(folder.Path, FreePort.Next(),
        [
            $"--config.file={files.Prometheus}", $"--alertmanager.config.file={files.Alertmanager}",
            $"--database=Host=127.0.0.1;Port={FreePort.Next()};Database=tocsin;Username=tocsin;Password=correct-horse;Timeout=3",
        ]);
        await Poll.UntilAsync("the server to wait", TimeSpan.FromSeconds(60), async () =>
            (await tocsin.Http.GetAsync(new Uri(tocsin.Url, "/-/healthy"), _cancel)).IsSuccessStatusCode, _cancel);
        using HttpResponseMessage ready = await tocsin.Http.GetAsync(new Uri(tocsin.Url, "/-/ready"), _cancel);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains("Waiting for the database", tocsin.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("correct-horse", tocsin.Output, StringComparison.Ordinal);
        Assert.Equal(0, await tocsin.StopAsync(_cancel));
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_is_refused()
    {
        using var folder = new ScratchFolder();
        LabFiles files = SmallConfig.Write(folder.Path);
        await using TocsinServer tocsin = await StartAsync(folder, files);
        await FailsAsync(folder, files, "in use by another", $"--web.listen-address=127.0.0.1:{FreePort.Next()}");
    }

    [Fact]
    public async Task Help_names_the_flags_that_people_look_for()
    {
        (int code, string output) = await TocsinServer.RunAsync(AppContext.BaseDirectory, ["serve", "--help"], _cancel);
        Assert.Equal(0, code);
        foreach (string flag in new[] { "--config.file", "--web.listen-address", "--role", "--database", "--bus", "--alertmanager.config.file" })
            Assert.Contains(flag, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_flag_is_refused()
    {
        (int code, string output) = await TocsinServer.RunAsync(AppContext.BaseDirectory, ["serve", "--web.listen-adress=:1"], _cancel);
        Assert.NotEqual(0, code);
        Assert.Contains("--web.listen-adress", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_carry_the_names_that_the_labs_query()
    {
        using var folder = new ScratchFolder();
        await using TocsinServer tocsin = await StartAsync(folder, SmallConfig.Write(folder.Path));
        await tocsin.Http.GetStringAsync(new Uri(tocsin.Url, "/api/v1/query?query=up"), _cancel);
        string metrics = "";
        // A request is counted when it is over, which is after its answer.
        await Poll.UntilAsync("the query to be counted", TimeSpan.FromSeconds(20), async () =>
            (metrics = await MetricsAsync(tocsin)).Contains("prometheus_http_requests_total{handler=\"/api/v1/query\",code=\"200\"} 1", StringComparison.Ordinal), _cancel);
        Assert.Contains("prometheus_http_request_duration_seconds_bucket{handler=\"/api/v1/query\",le=\"0.1\"}", metrics, StringComparison.Ordinal);
        Assert.Contains("alertmanager_notifications_total{integration=\"inbox\"", metrics, StringComparison.Ordinal);
    }

    private Task<string> MetricsAsync(TocsinServer tocsin) => tocsin.Http.GetStringAsync(new Uri(tocsin.Url, "/metrics"), _cancel);

    private Task<TocsinServer> StartAsync(ScratchFolder folder, LabFiles files) =>
        TocsinServer.StartAsync(folder.Path, FreePort.Next(), [$"--config.file={files.Prometheus}", $"--alertmanager.config.file={files.Alertmanager}"], _cancel);

    private async Task<string> FailsAsync(ScratchFolder folder, LabFiles files, string expected, params string[] flags)
    {
        (int code, string output) = await TocsinServer.RunAsync(
            folder.Path, ["serve", $"--config.file={files.Prometheus}", $"--alertmanager.config.file={files.Alertmanager}", .. flags], _cancel);
        Assert.NotEqual(0, code);
        string line = Assert.Single(output.Split('\n'), one => one.StartsWith("tocsin: ", StringComparison.Ordinal));
        Assert.Contains(expected, line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        return output;
    }
}
