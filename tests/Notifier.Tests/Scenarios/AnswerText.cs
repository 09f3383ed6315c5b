using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>Answers of the API as lines that can be written into a story and compared.</summary>
internal static partial class AnswerText
{
    /// <summary>Times become half seconds of the story, with room for a slow machine after each; the moment of the last update says nothing and goes.</summary>
    public static string InStoryTime(string text, DateTimeOffset start)
    {
        string timed = Times().Replace(text, match => DateTimeOffset.TryParse(match.Value, CultureInfo.InvariantCulture, out DateTimeOffset time) && time.Year > 1
            ? FormattableString.Invariant($"{Math.Floor(((time - start).TotalSeconds * 2) + 0.2) / 2}")
            : "never");
        return Updates().Replace(timed, "");
    }

    /// <summary>
    /// Alerts as <c>a(1..4)#note</c> with <c>~</c> and the reasons where they are suppressed, groups as <c>{labels} receiver: alerts</c>, silences as
    /// <c>name state(1..4)</c>; everything else as it is.
    /// </summary>
    public static string Short(string json)
    {
        if (!json.StartsWith('[')) return json;
        return string.Join(" | ", JsonDocument.Parse(json).RootElement.EnumerateArray().Select(Item));
    }

    /// <summary>
    /// Without what may differ: our own address, escapes that mean the same, the order of receivers and silences (chance there), labels of routes (not known to 0.33)
    /// and the words of the regular expression engine.
    /// </summary>
    public static string Comparable(string text)
    {
        string same = External().Replace(text, "").Replace(",\"routeLabels\":{}", "", StringComparison.Ordinal);
        same = Escapes().Replace(same, match => Regex.Unescape(match.Value));
        same = Unordered().Replace(same, match => $"\"{match.Groups[1].Value}\":[{string.Join(',', match.Groups[2].Value.Split(',').Order(StringComparer.Ordinal))}]");
        return Ids().Replace(Engine().Replace(same, "…"), "id");
    }

    private static string Item(JsonElement item) =>
        item.TryGetProperty("alerts", out JsonElement alerts)
            ? $"{Pairs(item.GetProperty("labels"))} {item.GetProperty("receiver").GetProperty("name").GetString()}{RouteLabels(item)}: {string.Join(' ', alerts.EnumerateArray().Select(Alert))}"
            : item.TryGetProperty("fingerprint", out _) ? Alert(item)
            : item.TryGetProperty("matchers", out _) ? Silence(item)
            : item.GetProperty("name").GetString()!;

    private static string Alert(JsonElement alert)
    {
        JsonElement labels = alert.GetProperty("labels"), status = alert.GetProperty("status");
        string name = labels.TryGetProperty("alertname", out JsonElement named) ? named.GetString()! : Pairs(labels);
        string note = alert.GetProperty("annotations").TryGetProperty("note", out JsonElement said) ? "#" + said.GetString() : "";
        string[] reasons = [.. ((string[])["silencedBy", "inhibitedBy", "mutedBy"]).SelectMany(by => status.GetProperty(by).EnumerateArray().Select(one => one.GetString()!)).Order(StringComparer.Ordinal)];
        string state = status.GetProperty("state").GetString() == "suppressed" ? "~" + string.Join(',', reasons) : "";
        return $"{name}({alert.GetProperty("startsAt").GetString()}..{alert.GetProperty("endsAt").GetString()}){note}{state}";
    }

    private static string RouteLabels(JsonElement group) => group.TryGetProperty("routeLabels", out JsonElement labels) ? " " + Pairs(labels) : "";

    private static string Silence(JsonElement silence) =>
        $"{silence.GetProperty("id").GetString()} {silence.GetProperty("status").GetProperty("state").GetString()}({silence.GetProperty("startsAt").GetString()}..{silence.GetProperty("endsAt").GetString()})";

    private static string Pairs(JsonElement labels) => "{" + string.Join(',', labels.EnumerateObject().Select(label => $"{label.Name}={label.Value.GetString()}")) + "}";

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")]
    private static partial Regex Times();

    [GeneratedRegex("\"updatedAt\":\"[^\"]*\",?")]
    private static partial Regex Updates();

    [GeneratedRegex("[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")]
    private static partial Regex Ids();

    [GeneratedRegex("\"externalURL\":\"[^\"]*\",?")]
    private static partial Regex External();

    [GeneratedRegex(@"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")]
    private static partial Regex Escapes();

    [GeneratedRegex(@"""(receivers|silencedBy)"":\[([^\]]*)\]")]
    private static partial Regex Unordered();

    [GeneratedRegex(@"(error parsing regexp|invalid regular expression: Invalid|invalid or unsupported Perl syntax|invalid repeat count|failed, because).*$", RegexOptions.Multiline)]
    private static partial Regex Engine();
}
