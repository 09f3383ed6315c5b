using System.Text.Json;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;

namespace Tocsin.Notifier.Persistence;

/// <summary>What matchers mean for labels as they stand in a column: one JSON object of texts, as <see cref="Json.OfLabels"/> writes it.</summary>
internal static class LabelText
{
    /// <summary>Text that the column must contain if the matchers hold: one piece for each that wants a label to be something.</summary>
    public static IEnumerable<string> Required(IReadOnlyList<Matcher> matchers) => matchers.Where(WantsOne).Select(Pair);

    /// <summary>
    /// Whether the database cannot decide alone. It can for "is", since quotes inside of a value are escaped and so no value can look like a pair.
    /// </summary>
    public static bool NeedsUs(IReadOnlyList<Matcher> matchers) => matchers.Any(matcher => !WantsOne(matcher));

    private static bool WantsOne(Matcher matcher) => matcher is { Operator: MatchOperator.Equal, Value.Length: > 0 };

    private static string Pair(Matcher matcher) => Json.OfLabels(LabelSet.Create((matcher.Name, matcher.Value)))[1..^1];
}
