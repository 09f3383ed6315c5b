namespace Tocsin.Templating.Go.Times;

/// <summary>
/// What the zone database calls a zone's standard and daylight saving time (CET, CEST) from now on: the rule at the end of a zone file, a POSIX TZ
/// string such as <c>CET-1CEST,M3.5.0,M10.5.0/3</c> or <c>&lt;+0530&gt;-5:30</c>.
/// </summary>
internal static class ZoneAbbreviations
{
    public static (string? Standard, string? Daylight) Parse(string rule)
    {
        int at = 0;
        string? standard = Name(rule, ref at);
        while (at < rule.Length && (char.IsAsciiDigit(rule[at]) || rule[at] is '-' or '+' or ':')) at++;
        return (standard, Name(rule, ref at));
    }

    private static string? Name(string rule, ref int at)
    {
        int start = at;
        if (at < rule.Length && rule[at] == '<')
        {
            int end = rule.IndexOf('>', at);
            if (end < 0) return null;
            at = end + 1;
            return rule[(start + 1)..end];
        }
        while (at < rule.Length && char.IsAsciiLetter(rule[at])) at++;
        return at > start ? rule[start..at] : null;
    }
}
