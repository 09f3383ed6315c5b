using System.Globalization;

namespace Tocsin.Notifier.Tests.Differential;

/// <param name="Text">The status, and for lists one line for each item.</param>
internal sealed record WorldAnswer(WorldStep Step, string Text)
{
    public override string ToString() => $"{Step}\n      {Text}";
}

/// <param name="At">In units.</param>
/// <param name="Text">All of it, but for what may differ.</param>
internal sealed record ToldMessage(string Hook, string GroupKey, double At, string Text);

/// <summary>What one of the two made of a world.</summary>
/// <param name="Late">By how many units it was behind at worst.</param>
internal sealed record WorldTale(IReadOnlyList<WorldAnswer> Answers, IReadOnlyList<ToldMessage> Told, double Late)
{
    /// <summary>Between the ticks of a group lies a unit.</summary>
    private const double SameMoment = 0.6;

    /// <summary>The differences, one a line; empty when the two tell the same.</summary>
    public static IReadOnlyList<string> Compare(WorldTale theirs, WorldTale ours)
    {
        List<string> differences =
        [
            .. theirs.Answers.Zip(ours.Answers).Where(pair => pair.First != pair.Second && !KnownDivergence.MutedBeforeItsFirstFlush(pair.First, pair.Second))
                .Select(pair => $"they {pair.First}\n    we   {pair.Second}"),
        ];
        var wanted = theirs.Told.ToLookup(message => (message.Hook, message.GroupKey));
        var had = ours.Told.ToLookup(message => (message.Hook, message.GroupKey));
        foreach (var group in wanted.Select(group => group.Key).Union(had.Select(group => group.Key)).Order())
        {
            List<ToldMessage> first = [.. wanted[group]], second = [.. had[group]];
            if (Difference(first, second) is { } difference) differences.Add($"{group}: {difference}\n    they:\n{Lines(first)}    we:\n{Lines(second)}");
        }
        return differences;
    }

    private static string? Difference(List<ToldMessage> theirs, List<ToldMessage> ours)
    {
        for (int i = 0; i < Math.Min(theirs.Count, ours.Count); i++)
        {
            if (theirs[i].Text != ours[i].Text) return $"message {i + 1} is another";
            if (Math.Abs(theirs[i].At - ours[i].At) > SameMoment) return $"message {i + 1} comes at another time";
        }
        return theirs.Count == ours.Count ? null : "another number of messages";
    }

    private static string Lines(IEnumerable<ToldMessage> messages) =>
        string.Concat(messages.Select(message => $"      {message.At.ToString("F2", CultureInfo.InvariantCulture)} {message.Text}\n"));
}
