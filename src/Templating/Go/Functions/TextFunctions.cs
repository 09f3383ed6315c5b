using System.Text;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Functions;

/// <summary>Functions on texts that notification and rule templates share.</summary>
internal static class TextFunctions
{
    private static readonly GoType[] OneText = [GoType.String];
    private static readonly GoType[] TwoTexts = [GoType.String, GoType.String];

    public static IEnumerable<GoFunction> All =>
    [
        GoFunction.Of("toUpper", OneText, (a, _) => GoValue.Of(a[0].AsString().ToUpperInvariant())),
        GoFunction.Of("toLower", OneText, (a, _) => GoValue.Of(a[0].AsString().ToLowerInvariant())),
        GoFunction.Of("match", TwoTexts, (a, run) => GoValue.Of(RegexFunctions.Match(a[0].AsString(), a[1].AsString(), run))),
        GoFunction.Of("reReplaceAll", [GoType.String, GoType.String, GoType.String],
            (a, run) => GoValue.Of(RegexFunctions.ReplaceAll(a[0].AsString(), a[1].AsString(), a[2].AsString(), run))),
        GoFunction.Of("safeHtml", OneText, (a, _) => new GoValue(GoType.Html, a[0].AsString())),
        GoFunction.Of("humanizeDuration", [GoType.Any], (a, _) => GoValue.Of(Humanize.Duration(Number(a[0])))),
    ];

    /// <summary>A number, or a text that is one.</summary>
    /// <exception cref="GoFailure"/>
    public static double Number(GoValue value)
    {
        GoType? type = value.Type;
        if (type == Times.TimeTypes.Duration) return value.AsInt() / 1e9;
        if (type == GoType.Int || type == GoType.Int64) return value.AsInt();
        if (type == GoType.Float64) return value.AsFloat();
        return type == GoType.String ? ParseFloat(value.AsString()) : throw new GoFailure($"can't convert {type?.Name ?? "<nil>"} to float");
    }

    private static double ParseFloat(string text)
    {
        switch (text.TrimStart('+', '-').ToLowerInvariant())
        {
            case "nan": return double.NaN;
            case "inf" or "infinity": return text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        }
        if (Parsing.NumberReader.TryFloat(text, out double value) && !text.Contains('_', StringComparison.Ordinal)) return value;
        throw new GoFailure($"strconv.ParseFloat: parsing {GoQuote.Quote(text)}: invalid syntax");
    }
}
