using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>
/// A story in seconds: what is posted when, and what has to be told. It does not know who plays it, so the same one runs on the turned clock and, in
/// real time, against the real Alertmanager.
/// </summary>
internal sealed class Scenario(string name, string config)
{
    private readonly List<(double At, Func<IStage, Task> Act)> _steps = [];

    public string Name => name;

    public string Config => config;

    /// <summary>The <c>--dispatch.start-delay</c>.</summary>
    public double StartDelay { get; init; }

    public double Until { get; private set; }

    public string[] Expected { get; private set; } = [];

    /// <summary>Why the real Alertmanager tells it differently; empty where it tells the same.</summary>
    public string OursAlone { get; init; } = "";

    public IEnumerable<(double At, Func<IStage, Task> Act)> Steps => _steps.OrderBy(step => step.At);

    /// <summary>Posts alerts written as <c>name label=value start=1 end=4 note=text</c>.</summary>
    public Scenario Post(double at, params string[] alerts)
    {
        _steps.Add((at, stage => stage.PostAsync("/api/v2/alerts", "[" + string.Join(',', alerts.Select(alert => Alert(alert, stage.Start))) + "]")));
        return this;
    }

    public Scenario Silence(double at, string label, string value, double from, double to, bool regex = false)
    {
        _steps.Add((at, stage => stage.SilenceAsync(SilenceJson(label, value, regex, stage.Start.AddSeconds(from), stage.Start.AddSeconds(to)))));
        return this;
    }

    /// <summary>Deletes the silence that was made last.</summary>
    public Scenario Unsilence(double at)
    {
        _steps.Add((at, stage => stage.UnsilenceAsync()));
        return this;
    }

    public Scenario Reload(double at)
    {
        _steps.Add((at, stage => stage.ReloadAsync()));
        return this;
    }

    /// <param name="expected">Lines such as <c>2 hook: a(1)</c>.</param>
    public Scenario Tells(double until, params string[] expected)
    {
        Until = until;
        Expected = expected;
        return this;
    }

    public override string ToString() => name;

    private static string Alert(string text, DateTimeOffset start)
    {
        string[] words = text.Split(' ');
        var labels = new Dictionary<string, string> { ["alertname"] = words[0] };
        var annotations = new Dictionary<string, string>();
        var json = new StringBuilder("{");
        foreach (string[] pair in words.Skip(1).Select(word => word.Split('=')))
        {
            if (pair[0] is "start" or "end")
                json.Append(CultureInfo.InvariantCulture, $"\"{pair[0]}sAt\":\"{start.AddSeconds(double.Parse(pair[1], CultureInfo.InvariantCulture)):o}\",");
            else if (pair[0] == "note") annotations["note"] = pair[1];
            else labels[pair[0]] = pair[1];
        }
        return json.Append(CultureInfo.InvariantCulture, $"\"labels\":{JsonSerializer.Serialize(labels)},\"annotations\":{JsonSerializer.Serialize(annotations)}}}").ToString();
    }

    private static string SilenceJson(string label, string value, bool regex, DateTimeOffset from, DateTimeOffset to) => JsonSerializer.Serialize(new
    {
        matchers = new[] { new { name = label, value, isRegex = regex, isEqual = true } },
        startsAt = from.ToString("o", CultureInfo.InvariantCulture),
        endsAt = to.ToString("o", CultureInfo.InvariantCulture),
        createdBy = "scenario",
        comment = "scenario",
    });
}

/// <summary>Who plays a scenario.</summary>
internal interface IStage
{
    DateTimeOffset Start { get; }

    Task PostAsync(string path, string json);

    Task SilenceAsync(string json);

    Task UnsilenceAsync();

    Task ReloadAsync();
}
