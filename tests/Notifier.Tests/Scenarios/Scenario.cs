using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>
/// A story in seconds: what is posted and asked when, what has to be told and answered. It does not know who plays it, so the same one runs on the turned
/// clock and, in real time, against the real Alertmanager.
/// </summary>
internal sealed class Scenario(string name, string config)
{
    private readonly List<(double At, Func<Play, Task> Act)> _steps = [];
    private readonly List<(double At, string Line)> _answers = [];

    public string Name => name;

    public string Config => config;

    /// <summary>What the command line says.</summary>
    public ScenarioSettings Settings { get; init; } = new();

    public double Until { get; private set; }

    public string[] Expected { get; private set; } = [];

    /// <summary>What the questions are answered with, in order.</summary>
    public IEnumerable<string> ExpectedAnswers => _answers.OrderBy(answer => answer.At).Select(answer => answer.Line);

    /// <summary>How the webhooks behave; they take everything when nothing is said.</summary>
    public Action<Hooks> Webhooks { get; private set; } = static _ => { };

    /// <summary>Why the real Alertmanager tells it differently; empty where it tells the same.</summary>
    public string OursAlone { get; init; } = "";

    /// <summary>Its moments are left to chance, so it has a test of its own on the turned clock.</summary>
    public bool PeerOnly { get; init; }

    public IEnumerable<(double At, Func<Play, Task> Act)> Steps => _steps.OrderBy(step => step.At);

    /// <summary>Posts alerts written as <c>name label=value start=1 end=4 note=text</c>.</summary>
    public Scenario Post(double at, params string[] alerts) =>
        Do(at, play => play.MustAsync("POST", "/api/v2/alerts", "[" + string.Join(',', alerts.Select(alert => Alert(alert, play.Start))) + "]"));

    /// <param name="name">By which other steps speak of it.</param>
    /// <param name="id">The name of the silence that is changed.</param>
    /// <param name="says">The answer, as in <see cref="Asks"/>; a plain <c>200</c> when not given.</param>
    public Scenario Silence(
        double at, string label, string value, double from, double to, bool regex = false, string name = "it", string? id = null, string comment = "c", string? says = null)
    {
        if (says is not null) _answers.Add((at, says));
        return Do(at, play => play.SilenceAsync(name, id, SilenceJson(play, id, (label, value, regex), from, to, comment), says is not null));
    }

    /// <summary>Deletes a silence.</summary>
    public Scenario Unsilence(double at, string name = "it", string? says = null)
    {
        if (says is not null) _answers.Add((at, says));
        return Do(at, play => play.CallAsync("DELETE", "/api/v2/silence/" + (Guid.TryParse(name, out _) ? name : "{" + name + "}"), null, says is not null));
    }

    /// <param name="config">The same as before when not given.</param>
    public Scenario Reload(double at, string? config = null, int status = 200) =>
        Do(at, async play => Assert.Equal(status, await play.Stage.ReloadAsync(config ?? Config)));

    public Scenario Restart(double at) => Do(at, play => play.Stage.RestartAsync());

    /// <summary>Asks the API. Names of silences in braces stand for their ids.</summary>
    /// <param name="says">As <see cref="AnswerText"/> writes it.</param>
    public Scenario Asks(double at, string path, string says)
    {
        _answers.Add((at, says));
        return Do(at, play => play.CallAsync("GET", path, null));
    }

    /// <summary>Sends a body as it stands, but for moments of the story such as <c>"@12.5"</c> and names of silences in braces.</summary>
    public Scenario Sends(double at, string path, string json, string says)
    {
        _answers.Add((at, says));
        return Do(at, play => play.CallAsync("POST", path, json));
    }

    /// <summary>Reads a counter or gauge, summed over what the labels leave open.</summary>
    /// <param name="series">Such as <c>alertmanager_alerts state=active</c>.</param>
    public Scenario Counts(double at, string series, double value)
    {
        _answers.Add((at, FormattableString.Invariant($"{series}: {value}")));
        return Do(at, async play => play.Answer(FormattableString.Invariant($"{series}: {await play.Stage.MetricAsync(series)}")));
    }

    public Scenario With(Action<Hooks> webhooks)
    {
        Webhooks = webhooks;
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

    private Scenario Do(double at, Func<Play, Task> act)
    {
        _steps.Add((at, act));
        return this;
    }

    private static string Alert(string text, DateTimeOffset start)
    {
        string[] words = text.Split(' ');
        var labels = new Dictionary<string, string> { ["alertname"] = words[0] };
        var annotations = new Dictionary<string, string>();
        var json = new StringBuilder("{");
        foreach (string[] pair in words.Skip(1).Select(word => word.Split('=', 2)))
        {
            if (pair[0] is "start" or "end")
                json.Append(CultureInfo.InvariantCulture, $"\"{pair[0]}sAt\":\"{start.AddSeconds(double.Parse(pair[1], CultureInfo.InvariantCulture)):o}\",");
            else if (pair[0] == "note") annotations["note"] = pair[1];
            else labels[pair[0]] = pair[1];
        }
        return json.Append(CultureInfo.InvariantCulture, $"\"labels\":{JsonSerializer.Serialize(labels)},\"annotations\":{JsonSerializer.Serialize(annotations)}}}").ToString();
    }

    private static string SilenceJson(Play play, string? id, (string Name, string Value, bool Regex) matcher, double from, double to, string comment) =>
        JsonSerializer.Serialize(new
        {
            id = id is null ? "" : play.Id(id),
            matchers = new[] { new { name = matcher.Name, value = matcher.Value, isRegex = matcher.Regex, isEqual = true } },
            startsAt = play.Start.AddSeconds(from).ToString("o", CultureInfo.InvariantCulture),
            endsAt = play.Start.AddSeconds(to).ToString("o", CultureInfo.InvariantCulture),
            createdBy = "scenario",
            comment,
        });
}
