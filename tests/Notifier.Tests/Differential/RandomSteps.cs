using System.Globalization;
using System.Text.Json;
using Tocsin.Model.Matchers;

namespace Tocsin.Notifier.Tests.Differential;

/// <summary>
/// What happens in one world. Nothing that decides what is told happens near the tick of a group: in a steady world requests come at full units and ticks half a unit
/// later; in an instant one, where a group is flushed as soon as it begins and then every four units, each request has an eighth of that stretch for itself.
/// </summary>
/// <param name="timeout">After so many units an alert without an end is over.</param>
internal sealed class RandomSteps(Random random, RandomLabels labels, string world, bool instant, IReadOnlyList<SortedDictionary<string, string>> alerts, double timeout)
{
    private const double Last = 8;

    /// <summary>As good as not given.</summary>
    private const string Zero = "0001-01-01T00:00:00Z";

    private readonly List<WorldStep> _steps = [];
    private readonly RandomQuestions _questions = new(random, labels, world);
    private readonly double[] _ends = new double[alerts.Count];
    private readonly double[] _posts = [.. Enumerable.Repeat(-1.0, alerts.Count)];
    private int _silences;

    public IReadOnlyList<WorldStep> Make()
    {
        foreach (double at in instant ? Slots() : Units())
        {
            for (int i = instant || random.Next(4) > 0 ? 1 : 2; i > 0; i--) Event(at);
            for (int i = random.Next(3); i > 0; i--) _steps.Add(new(at + (instant ? 0.375 : 0.3), "GET", _questions.Next(_silences)));
        }
        _steps.Add(new(Last + 1 + (instant ? 0.375 : 0.3), "GET", _questions.Next(_silences)));
        return [.. _steps.OrderBy(step => step.At)];
    }

    private IEnumerable<double> Units() => Enumerable.Range(0, (int)Last + 1).Where(_ => random.Next(4) > 0).Select(unit => (double)unit);

    private IEnumerable<double> Slots()
    {
        int[] slots = [.. Enumerable.Range(0, 8)];
        random.Shuffle(slots);
        return slots.Select(slot => (slot * 0.5) + (4 * random.Next(2))).Order();
    }

    private void Event(double at)
    {
        switch (random.Next(10))
        {
            case < 7:
                Post(at);
                break;
            case 7 when _silences > 0:
                _steps.Add(new(at, "DELETE", "/api/v2/silence/" + (random.Next(8) == 0 ? Guid.Empty.ToString() : SomeSilence())));
                break;
            default:
                Silence(at);
                break;
        }
    }

    private void Post(double at)
    {
        // Which of several alerts begins a group, and whether the others come before its first flush, is chance. So is which of two posts of one moment comes last.
        int count = instant ? 1 : random.Next(1, 6);
        int[] chosen = [.. Enumerable.Range(0, count).Select(_ => random.Next(alerts.Count)).Distinct().Where(alert => _posts[alert] != at)];
        foreach (int alert in chosen) _posts[alert] = at;
        IEnumerable<Dictionary<string, object>> posted = chosen.Select(alert => Alert(at, alert));
        if (random.Next(12) == 0) posted = posted.Append(new() { ["labels"] = random.Next(2) == 0 ? new Dictionary<string, string> { [""] = "x" } : [] });
        _steps.Add(new(at, "POST", "/api/v2/alerts", JsonSerializer.Serialize(posted)));
    }

    private Dictionary<string, object> Alert(double at, int index)
    {
        var alert = new Dictionary<string, object> { ["labels"] = alerts[index] };
        string note = random.Next(4).ToString(CultureInfo.InvariantCulture);
        if (random.Next(3) > 0) alert["annotations"] = new Dictionary<string, string> { ["note"] = note, ["text"] = "<b> & \"q\" 🙂" };
        if (random.Next(3) == 0) alert["generatorURL"] = "http://example.org/graph?g0.expr=" + random.Next(3) + (random.Next(2) == 0 ? "%2Bup&g0.tab=1" : "");
        double soon = instant ? 0.125 : 0;
        if (random.Next(12) == 0) alert["labels"] = new SortedDictionary<string, string>(alerts[index], StringComparer.Ordinal) { ["empty"] = "" };
        // Only what fires ends: the end of an alert that is in no group begins a group there, and none here.
        if (_ends[index] > at && random.Next(5) < 2)
        {
            // Just now, or a moment ago.
            _ends[index] = 0;
            alert["endsAt"] = Moment(at - (random.Next(2) * 0.125));
            if (random.Next(3) == 0) alert["startsAt"] = Moment(at - 0.125);
            return alert;
        }
        double? start = random.Next(6) switch
        {
            < 2 => at,
            // A group that begins with an old alert is flushed at once.
            2 => instant ? at - 100.5 : at - 0.25,
            3 when instant => at - 50,
            4 when random.Next(3) == 0 => at + random.Next(1, 4) + soon,
            _ => null,
        };
        double? end = random.Next(8) switch
        {
            < 3 => 50 + random.Next(3),
            < 6 => at + random.Next(1, 5) + soon,
            _ => null,
        };
        if (start is { } from) alert["startsAt"] = Moment(from);
        else if (random.Next(8) == 0) alert["startsAt"] = Zero;
        if (end is { } until) alert["endsAt"] = Moment(until);
        else if (random.Next(8) == 0) alert["endsAt"] = Zero;
        // One that begins after its end is refused.
        if (!(start > end)) _ends[index] = end ?? at + timeout;
        return alert;
    }

    private void Silence(double at)
    {
        string name = "s" + _silences;
        bool edits = _silences > 0 && random.Next(2) == 0;
        WorldStep? old = edits ? _steps.LastOrDefault(step => step.Silence is not null) : null;
        double soon = instant ? 0.125 : 0;
        string start = random.Next(5) switch
        {
            0 => Moment(at + random.Next(1, 4) + soon),
            1 => Moment(at - 20),
            _ when old is not null => $"#{old.Silence}.start#",
            _ => Moment(at),
        };
        string end = random.Next(3) switch
        {
            0 => Moment(60),
            1 => Moment(at + random.Next(1, 6) + soon),
            _ => Moment(at + random.Next(4, 9) + soon),
        };
        object[] matchers = old is not null && random.Next(4) > 0
            ? [.. JsonDocument.Parse(old.Body!).RootElement.GetProperty("matchers").EnumerateArray()]
            // Now and then one that matches what has no labels, or one without any end.
            : random.Next(20) == 0 ? [Shown(new Matcher(World.Label, MatchOperator.Equal, "")), Shown(new Matcher("job", MatchOperator.Regex, ".*"))]
            : [Shown(new Matcher(World.Label, MatchOperator.Equal, world)), .. labels.Matchers(2).Select(Shown)];
        string id = old is not null ? $"#{old.Silence}#" : random.Next(12) == 0 ? Guid.Empty.ToString() : "";
        object silence = new { id, matchers, startsAt = start, endsAt = end, createdBy = "ann", comment = "c" + random.Next(3) };
        _steps.Add(new(at, "POST", "/api/v2/silences", JsonSerializer.Serialize(silence), name));
        _silences++;
    }

    private object Shown(Matcher matcher)
    {
        var shown = new Dictionary<string, object> { ["name"] = matcher.Name, ["value"] = matcher.Value, ["isRegex"] = matcher.IsRegex };
        if (matcher.IsNegative || random.Next(2) == 0) shown["isEqual"] = !matcher.IsNegative;
        return shown;
    }

    private string SomeSilence() => $"#s{random.Next(_silences)}#";

    private string Moment(double at) => FormattableString.Invariant($"@{at}{(random.Next(10) == 0 ? "+2" : "")}");
}
