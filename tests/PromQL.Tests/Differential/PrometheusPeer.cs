using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Tocsin.Testing.Peers;
using Tocsin.Testing.Processes;

namespace Tocsin.PromQL.Tests.Differential;

/// <summary>A real Prometheus on a port of its own, filled by remote write.</summary>
internal sealed class PrometheusPeer : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly ChildProcess _process;
    private readonly string _folder;

    private PrometheusPeer(ChildProcess process, HttpClient http, string folder)
    {
        _process = process;
        _http = http;
        _folder = folder;
    }

    public static async Task<PrometheusPeer?> StartAsync(CancellationToken cancel)
    {
        if (PeerPrograms.Find("prometheus") is not { } program) return null;
        string folder = Directory.CreateTempSubdirectory("promql-peer").FullName;
        int port = FreePort.Next();
        string config = Path.Combine(folder, "prometheus.yml");
        await File.WriteAllTextAsync(config, "global:\n  evaluation_interval: 1m\n", cancel);
        ChildProcess process = ChildProcess.Start(program,
        [
            "--config.file=" + config, "--storage.tsdb.path=" + Path.Combine(folder, "data"), $"--web.listen-address=127.0.0.1:{port}",
            "--web.enable-remote-write-receiver", "--enable-feature=promql-experimental-functions,promql-duration-expr,native-histograms",
            "--log.level=error",
        ]);
        var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var peer = new PrometheusPeer(process, http, folder);
        for (int i = 0; i < 300 && !process.HasExited; i++)
        {
            try
            {
                if ((await http.GetAsync("/-/ready", cancel)).IsSuccessStatusCode) return peer;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(100, cancel);
        }
        string output = process.Output;
        await peer.DisposeAsync();
        throw new InvalidOperationException("prometheus did not start: " + output);
    }

    public async Task WriteAsync(byte[] request, CancellationToken cancel)
    {
        using var content = new ByteArrayContent(request);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        content.Headers.ContentEncoding.Add("snappy");
        using HttpResponseMessage response = await _http.PostAsync("/api/v1/write", content, cancel);
        if (response.StatusCode != HttpStatusCode.NoContent)
            throw new InvalidOperationException($"remote write: {response.StatusCode} {await response.Content.ReadAsStringAsync(cancel)}");
    }

    /// <summary>The answer of the API; <paramref name="step"/> 0 is an instant query. Times in ms.</summary>
    public async Task<JsonDocument> QueryAsync(string query, long start, long end, long step, CancellationToken cancel)
    {
        var form = new Dictionary<string, string> { ["query"] = query };
        if (step == 0) form["time"] = Seconds(start);
        else (form["start"], form["end"], form["step"]) = (Seconds(start), Seconds(end), Seconds(step));
        using var content = new FormUrlEncodedContent(form);
        using HttpResponseMessage response = await _http.PostAsync(step == 0 ? "/api/v1/query" : "/api/v1/query_range", content, cancel);
        return await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancel), cancellationToken: cancel);
    }

    /// <summary>The answer of an endpoint that takes only a query: format_query or parse_query.</summary>
    public async Task<JsonDocument> AskAsync(string endpoint, string query, CancellationToken cancel)
    {
        using var content = new FormUrlEncodedContent(new Dictionary<string, string> { ["query"] = query });
        using HttpResponseMessage response = await _http.PostAsync("/api/v1/" + endpoint, content, cancel);
        return await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancel), cancellationToken: cancel);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Seconds(long milliseconds) => (milliseconds / 1000m).ToString(CultureInfo.InvariantCulture);
}
