using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Tocsin.Testing;
using Tocsin.Testing.Processes;

namespace Tocsin.NotifierSideBySide;

/// <summary>One of the two, as a process of its own, seen from outside: its HTTP API, its CPU time, its memory.</summary>
internal sealed class ServerUnderTest(string name, string program, string[] arguments, string folder, int port) : IAsyncDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(5) };
    private ChildProcess _process = null!;

    public string Name => name;

    public Uri Url => new($"http://127.0.0.1:{port}");

    public async Task StartAsync()
    {
        _process = ChildProcess.Start(program, arguments, folder);
        await Poll.UntilAsync(name + " to be ready", TimeSpan.FromSeconds(120), async () =>
        {
            if (_process.HasExited) throw new InvalidOperationException($"{name} ended:\n{_process.Output}");
            return (await _http.GetAsync(new Uri(Url, "/-/ready"))).IsSuccessStatusCode;
        }, CancellationToken.None);
    }

    public async Task RestartAsync()
    {
        await _process.KillAsync(CancellationToken.None);
        await _process.DisposeAsync();
        await StartAsync();
    }

    public async Task PostAsync(string path, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage answer = await _http.PostAsync(new Uri(Url, path), content);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{name} {path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    public Task PostAsync(string path, string body) => PostAsync(path, Encoding.UTF8.GetBytes(body));

    /// <summary>Reads an answer to its end; returns its length.</summary>
    public async Task<long> GetAsync(string path)
    {
        using HttpResponseMessage answer = await _http.GetAsync(new Uri(Url, path), HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await using Stream body = await answer.Content.ReadAsStreamAsync();
        byte[] buffer = new byte[256 * 1024];
        long length = 0;
        for (int read; (read = await body.ReadAsync(buffer)) > 0;) length += read;
        return length;
    }

    /// <summary>User and system time so far, in seconds.</summary>
    public double CpuSeconds()
    {
        string[] fields = File.ReadAllText($"/proc/{_process.Id}/stat").Split(' ');
        return (double.Parse(fields[13], CultureInfo.InvariantCulture) + double.Parse(fields[14], CultureInfo.InvariantCulture)) / 100;
    }

    /// <summary>Memory without a file behind it, and resident memory, in MiB.</summary>
    public (double Private, double Resident) Memory()
    {
        double Of(string field) => File.ReadLines($"/proc/{_process.Id}/status").Where(line => line.StartsWith(field + ":", StringComparison.Ordinal))
            .Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024).First();
        return (Of("RssAnon") + Of("RssShmem"), Of("VmRSS"));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }
}
