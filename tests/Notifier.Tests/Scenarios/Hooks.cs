using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tocsin.Testing.Servers;

namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>Webhooks on loopback, one for each path; what arrives is kept with the moment on the clock of the story.</summary>
internal sealed class Hooks : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Notice> _notices = [];

    private static readonly Func<string, double, int> Takes = static (_, _) => 200;

    private Hooks(WebApplication app) => _app = app;

    /// <summary>Seconds since the story began.</summary>
    public Func<double> Now { get; set; } = static () => 0;

    /// <summary>The story's zero, for the times inside of messages.</summary>
    public DateTimeOffset Start { get; set; }

    /// <summary>What to answer, by path and moment; 200 when nothing else is said. A refused message is not counted as told.</summary>
    public Func<string, double, int> Status { get; set; } = Takes;

    /// <summary>Every message is taken at once, so that no sender waits for the clock.</summary>
    public bool AlwaysTakes => Status == Takes && Hold is null;

    /// <summary>Keeps the answer back.</summary>
    public Func<string, CancellationToken, Task>? Hold { get; set; }

    /// <summary>On which answers are kept back.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    public string Url => _app.Urls.First();

    /// <summary>How many requests came, refused ones included.</summary>
    public int Requests => _requests;

    private int _requests;

    public IReadOnlyList<Notice> All => [.. _notices];

    /// <summary>The answers of one hook come so many seconds late, within a stretch of the story.</summary>
    public void Slow(string slow, double seconds, double from, double until) => Hold = (hook, gone) =>
        hook == slow && Now() >= from && Now() < until ? Task.Delay(TimeSpan.FromSeconds(seconds), Clock, gone) : Task.CompletedTask;

    public static async Task<Hooks> StartAsync()
    {
        WebApplicationBuilder builder = SmallWeb.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var hooks = new Hooks(builder.Build());
        hooks._app.Run(hooks.TakeAsync);
        await hooks._app.StartAsync(TestContext.Current.CancellationToken);
        return hooks;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        string body = await reader.ReadToEndAsync(http.RequestAborted);
        string path = http.Request.Path.Value!.Trim('/');
        double now = Now();
        Interlocked.Increment(ref _requests);
        if (Hold is { } hold) await hold(path, http.RequestAborted);
        if (http.RequestAborted.IsCancellationRequested) return;
        int status = Status(path, now);
        if (status / 100 == 2) _notices.Enqueue(Notice.Read(path, now, Start, body));
        http.Response.StatusCode = status;
    }
}

/// <summary>One message that arrived, as a line that a test can compare.</summary>
/// <param name="Told">Such as <c>a(1) -b(1..4)</c>: names with start and end in seconds of the story, a minus before what has ended.</param>
internal sealed record Notice(string Hook, double At, string Told, string Reason, JsonElement Body)
{
    public static Notice Read(string hook, double at, DateTimeOffset start, string text)
    {
        JsonElement body = JsonDocument.Parse(text).RootElement;
        // What is no message of a webhook receiver is kept as it is.
        if (!body.TryGetProperty("alerts", out _)) return new(hook, at, text.Trim(), "", body);
        string told = string.Join(' ', body.GetProperty("alerts").EnumerateArray().Select(alert => Alert(alert, start)));
        string reason = body.TryGetProperty("notification_reason", out JsonElement why) ? why.GetString()! : "";
        return new(hook, at, told, reason, body);
    }

    /// <summary>With the moment in half seconds, so that a slow machine tells the same story.</summary>
    public override string ToString() => FormattableString.Invariant($"{Math.Round(At * 2) / 2} {Hook}: {Told}");

    private static string Alert(JsonElement alert, DateTimeOffset start)
    {
        bool resolved = alert.GetProperty("status").GetString() == "resolved";
        JsonElement labels = alert.GetProperty("labels");
        string name = labels.TryGetProperty("alertname", out JsonElement named) ? named.GetString()! : labels.EnumerateObject().First().Value.GetString()!;
        string note = alert.GetProperty("annotations").TryGetProperty("note", out JsonElement said) ? "#" + said.GetString() : "";
        string end = resolved ? ".." + Second(alert, "endsAt", start) : "";
        return $"{(resolved ? "-" : "")}{name}({Second(alert, "startsAt", start)}{end}){note}";
    }

    private static string Second(JsonElement alert, string key, DateTimeOffset start) =>
        FormattableString.Invariant($"{Math.Round((alert.GetProperty(key).GetDateTimeOffset() - start).TotalSeconds * 2) / 2}");
}
