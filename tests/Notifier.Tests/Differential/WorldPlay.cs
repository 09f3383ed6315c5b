using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tocsin.Notifier.Tests.Scenarios;

namespace Tocsin.Notifier.Tests.Differential;

/// <summary>One world on one stage: makes its requests when their time comes, and writes down what was answered and told in terms of the world.</summary>
internal sealed partial class WorldPlay(World world, RealStage stage, DateTimeOffset start)
{
    /// <summary>Requests come this much after their moment, so that "now" is never a moment that was given, even in the milliseconds that answers have.</summary>
    private const double After = 0.02;

    private readonly Dictionary<string, string> _ids = [], _names = [], _starts = [];
    private readonly Dictionary<DateTimeOffset, string> _given = [];
    private readonly List<WorldAnswer> _answers = [];

    /// <summary>By how many units a request was late, or was answered late, at worst.</summary>
    public double Late { get; private set; }

    public async Task<WorldTale> RunAsync()
    {
        foreach (WorldStep step in world.Steps)
        {
            await UntilAsync(step.At + After);
            await DoAsync(step);
            Late = Math.Max(Late, At(TimeProvider.System.GetUtcNow()) - step.At);
        }
        await UntilAsync(World.Until);
        List<ToldMessage> told =
        [
            .. stage.Hooks.All.Where(notice => notice.Hook.StartsWith(world.Name + "-", StringComparison.Ordinal)).Select(Told),
        ];
        return new(_answers, told, Late);
    }

    /// <summary>How a webhook answers, by its address: one that ends in <c>-no3-6</c> refuses from the third unit to the sixth.</summary>
    public static int StatusOf(string path, double unit)
    {
        Match refuses = Refusal().Match(path);
        return refuses.Success && unit >= Number(refuses.Groups[1]) && unit < Number(refuses.Groups[2]) ? 400 : 200;
    }

    private async Task UntilAsync(double unit)
    {
        TimeSpan left = start + (unit * World.Unit) - TimeProvider.System.GetUtcNow();
        if (left > TimeSpan.Zero) await Task.Delay(left, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private async Task DoAsync(WorldStep step)
    {
        (int status, string body) = await stage.CallAsync(step.Method, Filled(step.Path), step.Body is null ? null : Moments().Replace(Filled(step.Body), Given));
        if (step.Silence is { } name && status == 200)
        {
            string id = JsonDocument.Parse(body).RootElement.GetProperty("silenceID").GetString()!;
            _ids[name] = id;
            _names.TryAdd(id, name);
            (_, string stored) = await stage.CallAsync("GET", "/api/v2/silence/" + id, null);
            _starts[name] = JsonDocument.Parse(stored).RootElement.GetProperty("startsAt").GetString()!;
            _answers.Add(new(step, Comparable(stored.Trim())));
        }
        _answers.Add(new(step, $"{status} {Ordered(KnownDivergence.EachReceiverOnce(step, Comparable(body.Trim())))}"));
    }

    private ToldMessage Told(Notice notice) =>
        new(notice.Hook, notice.Body.GetProperty("groupKey").GetString()!, At(stage.Start.AddSeconds(notice.At)), Comparable(notice.Body.GetRawText()));

    private double At(DateTimeOffset time) => (time - start) / World.Unit;

    private string Filled(string text) => Names().Replace(text, match => match.Groups[2].Success
        ? _starts.GetValueOrDefault(match.Groups[1].Value, start.ToString("o", CultureInfo.InvariantCulture))
        : _ids.GetValueOrDefault(match.Groups[1].Value, Guid.Empty.ToString()));

    private string Given(Match moment)
    {
        DateTimeOffset time = start + (Number(moment.Groups[1]) * World.Unit);
        _given[time] = moment.Groups[1].Value;
        if (moment.Groups[2].Success) time = time.ToOffset(TimeSpan.FromHours(2));
        return $"\"{time.ToString(moment.Groups[2].Success ? "yyyy-MM-dd'T'HH:mm:ss.fffzzz" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)}\"";
    }

    /// <summary>Times that were given stay exactly that; those that were made of the moment of a request are known by its half unit.</summary>
    private string Comparable(string text)
    {
        string timed = Times().Replace(text, match =>
        {
            DateTimeOffset time = DateTimeOffset.Parse(match.Value, CultureInfo.InvariantCulture);
            if (time.Year == 1) return "never";
            return _given.TryGetValue(time, out string? at) ? "=" + at : FormattableString.Invariant($"~{Math.Floor((At(time) * 2) + 0.05) / 2}");
        });
        foreach ((string id, string name) in _names) timed = timed.Replace(id, name, StringComparison.Ordinal);
        return AnswerText.Comparable(Html().Replace(Updates().Replace(timed, ""), match => Regex.Unescape(match.Value)));
    }

    /// <summary>Groups of the same labels and receiver, and silences that end together, come in any order.</summary>
    private static string Ordered(string body)
    {
        if (!body.StartsWith('[')) return body;
        List<(string Key, string Text)> items = [.. JsonDocument.Parse(body).RootElement.EnumerateArray().Select(item => (Key(item), item.GetRawText()))];
        List<string> keys = [.. items.Select(item => item.Key).Distinct()];
        return string.Concat(items.OrderBy(item => keys.IndexOf(item.Key)).ThenBy(item => item.Text, StringComparer.Ordinal).Select(item => "\n        " + item.Text));
    }

    private static string Key(JsonElement item) =>
        item.TryGetProperty("receiver", out JsonElement receiver) ? item.GetProperty("labels").GetRawText() + receiver.GetRawText()
        : item.TryGetProperty("matchers", out _) ? "silence" : item.GetRawText();

    private static double Number(Group digits) => double.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex("\"@(-?[0-9.]+)(\\+2|\\\\u002B2)?\"")]
    private static partial Regex Moments();

    [GeneratedRegex(@"#(s\d+)(\.start)?#")]
    private static partial Regex Names();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")]
    private static partial Regex Times();

    [GeneratedRegex("\"updatedAt\":\"[^\"]*\",?")]
    private static partial Regex Updates();

    [GeneratedRegex(@"\\u00(3c|3e|26)")]
    private static partial Regex Html();

    [GeneratedRegex(@"-no(\d+)-(\d+)$")]
    private static partial Regex Refusal();
}
