using Tocsin.Model.Time;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Rules;

/// <summary>Reads Prometheus durations, and says what is wrong with those that are none.</summary>
internal static class DurationReader
{
    private static readonly string[] Units = ["ms", "s", "m", "h", "d", "w", "y"];

    /// <exception cref="GoFailure"/>
    public static double Seconds(string text)
    {
        if (PromDuration.TryParse(text, out TimeSpan duration)) return duration.TotalSeconds;
        if (text.Length == 0) throw new GoFailure("empty duration string");
        string rest = text;
        while (rest.Length > 0)
        {
            int digits = rest.AsSpan().IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0) break;
            rest = rest[digits..];
            int letters = rest.AsSpan().IndexOfAnyInRange('0', '9');
            string unit = letters < 0 ? rest : rest[..letters];
            if (!Units.Contains(unit)) throw new GoFailure($"unknown unit {GoQuote.Quote(unit)} in duration {GoQuote.Quote(text)}");
            rest = rest[unit.Length..];
        }
        throw new GoFailure($"not a valid duration string: {GoQuote.Quote(text)}");
    }
}
