using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>The calls that stories are made of.</summary>
internal static class ScenarioCalls
{
    /// <summary>Posts an alert that fires for an hour.</summary>
    public static Task FireAsync(this ScenarioNotifier notifier, params (string Name, string Value)[] labels) => notifier.PostAsync(TimeSpan.FromHours(1), labels);

    /// <summary>Posts the end of an alert.</summary>
    public static Task ResolveAsync(this ScenarioNotifier notifier, params (string Name, string Value)[] labels) => notifier.PostAsync(TimeSpan.Zero, labels);

    public static async Task PostAsync(this ScenarioNotifier notifier, TimeSpan ahead, (string Name, string Value)[] labels)
    {
        DateTimeOffset now = notifier.Clock.GetUtcNow();
        string body = JsonSerializer.Serialize(new[]
        {
            new { labels = labels.ToDictionary(label => label.Name, label => label.Value), startsAt = ahead > TimeSpan.Zero ? now : now.AddMinutes(-1), endsAt = now + ahead },
        });
        (HttpStatusCode status, string answer) = await notifier.CallAsync(HttpMethod.Post, "/api/v2/alerts", body);
        Assert.True(status == HttpStatusCode.OK, answer);
        await notifier.SettleAsync();
    }

    /// <param name="from">Seconds from now.</param>
    public static async Task<(HttpStatusCode Status, string Answer)> SetSilenceAsync(
        this ScenarioNotifier notifier, string name, string value, double from, double to, string? id = null, string comment = "c", bool regex = false, bool equal = true)
    {
        DateTimeOffset now = notifier.Clock.GetUtcNow();
        string body = JsonSerializer.Serialize(new
        {
            id,
            matchers = new[] { new { name, value, isRegex = regex, isEqual = equal } },
            startsAt = now.AddSeconds(from).ToString("o", CultureInfo.InvariantCulture),
            endsAt = now.AddSeconds(to).ToString("o", CultureInfo.InvariantCulture),
            createdBy = "ann",
            comment,
            annotations = new Dictionary<string, string> { ["ticket"] = comment },
        });
        (HttpStatusCode status, string answer) = await notifier.CallAsync(HttpMethod.Post, "/api/v2/silences", body);
        return (status, status == HttpStatusCode.OK ? JsonDocument.Parse(answer).RootElement.GetProperty("silenceID").GetString()! : answer);
    }

    public static async Task<string> SilenceStateAsync(this ScenarioNotifier notifier, string id) =>
        (await notifier.GetAsync("/api/v2/silence/" + id)).GetProperty("status").GetProperty("state").GetString()!;

    /// <summary>Names of the alerts that an address lists.</summary>
    public static async Task<string> NamesAsync(this ScenarioNotifier notifier, string path) =>
        string.Join(' ', (await notifier.GetAsync(path)).EnumerateArray().Select(Name).Order(StringComparer.Ordinal));

    /// <summary>The status of one alert.</summary>
    public static async Task<JsonElement> StatusAsync(this ScenarioNotifier notifier, string name) =>
        (await notifier.GetAsync("/api/v2/alerts")).EnumerateArray().Single(alert => Name(alert) == name).GetProperty("status");

    public static string Name(JsonElement alert) => alert.GetProperty("labels").GetProperty("alertname").GetString()!;
}
