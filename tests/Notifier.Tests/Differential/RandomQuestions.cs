using Tocsin.Model.Matchers;

namespace Tocsin.Notifier.Tests.Differential;

/// <summary>What is asked of the API about one world.</summary>
internal sealed class RandomQuestions(Random random, RandomLabels labels, string world)
{
    /// <param name="silences">How many there have been.</param>
    public string Next(int silences)
    {
        if (silences > 0 && random.Next(8) == 0) return $"/api/v2/silence/#s{random.Next(silences)}#";
        string mine = Filter(new(World.Label, MatchOperator.Equal, world));
        if (random.Next(4) == 0) return "/api/v2/silences?" + string.Join('&', [mine, .. Perhaps(4, () => Filter(labels.Matcher()))]);
        bool groups = random.Next(2) == 0;
        string[] flags = groups ? ["active", "silenced", "inhibited", "muted"] : ["active", "silenced", "inhibited", "unprocessed"];
        IEnumerable<string> asked = flags.SelectMany(flag => Perhaps(4, () => flag + (random.Next(4) == 0 ? "=true" : "=false")));
        if (random.Next(4) == 0) asked = asked.Append($"receiver={world}-r[01]");
        asked = asked.Append(mine).Concat(Perhaps(2, () => Filter(labels.Matcher())));
        return $"/api/v2/alerts{(groups ? "/groups" : "")}?{string.Join('&', asked)}";
    }

    private string Filter(Matcher matcher) => "filter=" + Uri.EscapeDataString(MatcherText.One(random, matcher));

    private IEnumerable<string> Perhaps(int once, Func<string> make) => random.Next(once) == 0 ? [make()] : [];
}
