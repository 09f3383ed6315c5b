using System.Globalization;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;

namespace Tocsin.Notifier.Tests.Differential;

/// <summary>Routes, receivers and inhibition rules of one world.</summary>
/// <param name="instant">Groups are flushed as soon as they begin, and seldom after.</param>
internal sealed class RandomRoutes(Random random, RandomLabels labels, string world, bool instant)
{
    /// <summary>Names of time intervals that are on, or off, whenever the test runs.</summary>
    public const string Intervals = """
        time_intervals:
        - {name: on-week, time_intervals: [{weekdays: ['sunday:saturday']}]}
        - {name: on-day, time_intervals: [{times: [{start_time: '00:00', end_time: '24:00'}], location: Asia/Tokyo}]}
        - {name: on-all, time_intervals: [{months: ['1:12'], days_of_month: ['1:31', '-31:-1']}, {years: ['1970']}]}
        - {name: off-year, time_intervals: [{years: ['1970:1980']}]}
        - {name: off-none, time_intervals: []}
        mute_time_intervals:
        - {name: off-old, time_intervals: [{years: ['1999'], weekdays: [monday]}]}
        - {name: on-old, time_intervals: [{years: ['2000:2200']}]}

        """;

    private static readonly string[] IntervalNames = ["on-week", "on-day", "on-all", "on-old", "off-year", "off-none", "off-old", "off-year", "off-old"];

    private readonly int _receivers = random.Next(1, 4);

    public string[] Routes()
    {
        bool two = random.Next(4) == 0;
        var all = new Matcher(World.Label, MatchOperator.Equal, world);
        return two ? [Route(1, [all], "continue: true"), Route(1, [all, labels.Matcher()])] : [Route(1, [all])];
    }

    /// <summary>Each has webhooks of its own; what their addresses say they do is done by <see cref="WorldPlay.StatusOf"/>.</summary>
    public string[] Receivers() =>
    [
        .. Enumerable.Range(0, _receivers)
            .Select(i => $"{{name: {world}-r{i}, webhook_configs: [{string.Join(", ", Enumerable.Range(0, random.Next(1, 3)).Select(j => Webhook(i, j)))}]}}"),
    ];

    /// <param name="alerts">All there will be: two of them never inhibit for the same rule and equal labels, of which the peer remembers only one.</param>
    public string[] Rules(IReadOnlyList<LabelSet> alerts)
    {
        var rules = new List<string>();
        var all = new Matcher(World.Label, MatchOperator.Equal, world);
        for (int tries = random.Next(80); tries > 0 && rules.Count < 3; tries--)
        {
            Matcher[] source = [all, .. labels.Matchers(2)], target = random.Next(8) == 0 ? source : [all, .. labels.Matchers(2)];
            string[] equal = random.Next(4) == 0 ? [] : labels.Names(3);
            string Equal(LabelSet alert) => string.Join('\0', equal.Select(alert.Get));
            ILookup<string, LabelSet> sources = alerts.Where(alert => Matcher.MatchesAll(source, alert)).ToLookup(Equal);
            bool works = alerts.Any(alert => Matcher.MatchesAll(target, alert) && sources[Equal(alert)].Any(one => one != alert));
            if (sources.Any(same => same.Count() > 1) || (!works && random.Next(20) > 0)) continue;
            IEnumerable<string> entries = [.. MatcherText.Entries(random, source, "source_"), .. MatcherText.Entries(random, target, "target_")];
            if (equal.Length > 0) entries = entries.Append($"equal: [{string.Join(", ", equal.Select(MatcherText.Quote))}]");
            rules.Add("{" + string.Join(", ", entries) + "}");
        }
        return [.. rules];
    }

    public static string Duration(double units) => ((int)(units * World.Unit.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture) + "ms";

    private string Route(int depth, IReadOnlyList<Matcher> matchers, string? more = null)
    {
        bool top = depth == 1;
        List<string> entries = [.. MatcherText.Entries(random, matchers)];
        if (more is not null) entries.Add(more);
        else if (!top && random.Next(4) == 0) entries.Add("continue: true");
        if (top || random.Next(3) > 0) entries.Add($"receiver: {world}-r{random.Next(_receivers)}");
        if (random.Next(10) < (top ? 8 : 4)) entries.Add("group_by: " + GroupBy());
        if (top || random.Next(3) == 0) entries.Add("group_wait: " + Duration(instant ? random.Next(2) * 2.25 : 0.5 + random.Next(3)));
        if (top || random.Next(3) == 0) entries.Add("group_interval: " + Duration(instant ? 4 : random.Next(1, 4)));
        if (top || random.Next(3) == 0) entries.Add("repeat_interval: " + Repeat());
        if (random.Next(7) == 0) entries.Add($"mute_time_intervals: [{IntervalName()}]");
        if (random.Next(8) == 0) entries.Add($"active_time_intervals: [{IntervalName()}]");
        if (depth < 4 && random.Next(2 + depth) < 3) entries.Add($"routes: [{string.Join(", ", Children(depth))}]");
        return "{" + string.Join(", ", entries) + "}";
    }

    /// <summary>Siblings with the same matchers share their group keys, and with them what was told: not a thing to copy.</summary>
    private string[] Children(int depth) =>
    [
        .. Enumerable.Range(0, random.Next(1, 4)).Select(_ => labels.Matchers(2))
            .DistinctBy(matchers => string.Join(',', matchers.Select(matcher => matcher.ToString()).Distinct().Order(StringComparer.Ordinal)))
            .Select(matchers => Route(depth + 1, matchers)),
    ];

    private string Webhook(int receiver, int index)
    {
        // Refused between two ticks; what was not taken is told at the next one.
        int from = random.Next(8);
        string refuses = !instant && random.Next(8) == 0 ? $"-no{from}-{from + random.Next(2, 5)}" : "";
        string entries = $"url: 'HOOK/{world}-r{receiver}-{index}{refuses}'";
        if (random.Next(3) == 0) entries += $", send_resolved: {(random.Next(2) == 0 ? "true" : "false")}";
        if (random.Next(4) == 0) entries += $", max_alerts: {random.Next(4)}";
        return "{" + entries + "}";
    }

    private string GroupBy() => random.Next(7) switch
    {
        0 => "['...']",
        1 or 2 => "[]",
        _ => $"[{string.Join(", ", labels.Names(3).Select(MatcherText.Quote))}]",
    };

    /// <summary>Never a multiple of group_interval: whether that much has passed is chance.</summary>
    private string Repeat() => random.Next(6) switch
    {
        0 => "1ms",
        1 => "1h",
        _ => Duration(instant ? 6 : 0.5 + random.Next(6)),
    };

    private string IntervalName() => IntervalNames[random.Next(IntervalNames.Length)];
}
