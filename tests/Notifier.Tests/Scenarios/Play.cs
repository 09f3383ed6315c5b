using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>Who plays a scenario: a Notifier on the turned clock, one in real time, or the real Alertmanager.</summary>
internal interface IStage
{
    DateTimeOffset Start { get; }

    Task<(int Status, string Body)> CallAsync(string method, string path, string? json);

    /// <returns>The status that a reload by HTTP answers with.</returns>
    Task<int> ReloadAsync(string config);

    /// <summary>Ends in an orderly way and starts again on the same data.</summary>
    Task RestartAsync();

    /// <inheritdoc cref="Scenario.Counts"/>
    Task<double> MetricAsync(string series);

    /// <summary>Until a moment of the story.</summary>
    Task UntilAsync(double second);
}

/// <summary>One performance of a story: what it was answered, and the names it gave to silences.</summary>
internal sealed partial class Play(IStage stage)
{
    private readonly Dictionary<string, string> _silences = [];
    private readonly List<string> _answers = [];
    private readonly List<string> _bodies = [];

    public IStage Stage => stage;

    public DateTimeOffset Start => stage.Start;

    /// <summary>In short, as a test can expect them.</summary>
    public IReadOnlyList<string> Answers => _answers;

    /// <summary>In full, with moments of the story for times and names for ids, to be compared.</summary>
    public IReadOnlyList<string> Bodies => _bodies;

    public string Id(string name) => _silences.GetValueOrDefault(name, name);

    public async Task RunAsync(Scenario scenario)
    {
        foreach ((double at, Func<Play, Task> act) in scenario.Steps)
        {
            await stage.UntilAsync(at);
            await act(this);
        }
        await stage.UntilAsync(scenario.Until);
    }

    public async Task MustAsync(string method, string path, string json)
    {
        (int status, string body) = await stage.CallAsync(method, path, json);
        Assert.True(status == 200, $"{path}: {status} {body}");
    }

    public async Task CallAsync(string method, string path, string? json, bool isExpected = true)
    {
        (int status, string body) = await stage.CallAsync(method, Filled(path), json is null ? null : Moments().Replace(Filled(json), At));
        if (isExpected) Add(status, body);
        else Assert.True(status == 200, $"{path}: {status} {body}");
    }

    /// <summary>Answers <c>200 same</c> or <c>200 new</c>, or with the error.</summary>
    public async Task SilenceAsync(string name, string? id, string json, bool isExpected)
    {
        (int status, string body) = await stage.CallAsync("POST", "/api/v2/silences", json);
        string? made = status == 200 ? JsonDocument.Parse(body).RootElement.GetProperty("silenceID").GetString() : null;
        string says = made is null ? $"{status} {body.Trim()}" : id is not null && made == Id(id) ? "200 same" : "200 new";
        if (made is not null) _silences[name] = made;
        if (isExpected) Answer(AnswerText.Comparable(Named(says)));
        else Assert.True(status == 200, $"{status} {body}");
    }

    public void Answer(string line)
    {
        _answers.Add(line);
        _bodies.Add(line);
    }

    private void Add(int status, string body)
    {
        string full = AnswerText.Comparable(Named(AnswerText.InStoryTime(body.Trim(), Start)));
        _answers.Add(status == 200 ? AnswerText.Short(full) : $"{status} {full}");
        _bodies.Add($"{status} {full}");
    }

    private string Filled(string text) => _silences.Aggregate(text, (all, silence) => all.Replace("{" + silence.Key + "}", silence.Value, StringComparison.Ordinal));

    private string At(Match moment) => $"\"{Start.AddSeconds(double.Parse(moment.Groups[1].ValueSpan, CultureInfo.InvariantCulture)):o}\"";

    private string Named(string text) => _silences.Aggregate(text, (all, silence) => all.Replace(silence.Value, silence.Key, StringComparison.Ordinal));

    [GeneratedRegex("\"@(-?[0-9.]+)\"")]
    private static partial Regex Moments();
}
