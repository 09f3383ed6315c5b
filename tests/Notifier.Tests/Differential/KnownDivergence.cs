using System.Text.RegularExpressions;

namespace Tocsin.Notifier.Tests.Differential;

/// <summary>Where we differ on purpose. What the generator keeps out of its worlds instead is said there.</summary>
internal static partial class KnownDivergence
{
    /// <summary>
    /// The receivers of an alert are all that its routes lead to, each once. The peer repeats one that several routes lead to, and in groups leaves out those that
    /// were not asked for: here the third, <c>r2</c>.
    /// </summary>
    public static string EachReceiverOnce(WorldStep step, string answer) => Receivers().Replace(answer, match =>
    {
        IEnumerable<string> listed = match.Groups[1].Value.Split(',').Distinct();
        if (step.Path.Contains("/groups", StringComparison.Ordinal) && step.Path.Contains("receiver=", StringComparison.Ordinal))
            listed = listed.Where(receiver => !receiver.Contains("-r2\"", StringComparison.Ordinal));
        return $"\"receivers\":[{string.Join(',', listed)}]";
    });

    /// <summary>That time mutes a group is shown as soon as there is a group; the peer shows what its last flush found, so nothing before the first one.</summary>
    public static bool MutedBeforeItsFirstFlush(WorldAnswer theirs, WorldAnswer ours)
    {
        if (!theirs.Step.Path.StartsWith("/api/v2/alerts/groups", StringComparison.Ordinal)) return false;
        string[] first = theirs.Text.Split('\n'), second = ours.Text.Split('\n');
        if (theirs.Step.Path.Contains("muted=false", StringComparison.Ordinal)) return second.All(first.Contains);
        return first.Length == second.Length && first.Zip(second).All(pair => pair.First == pair.Second
            || (pair.First.Contains("\"mutedBy\":[]", StringComparison.Ordinal) && WithoutMute(pair.First) == WithoutMute(pair.Second)));
    }

    private static string WithoutMute(string group) => Muted().Replace(group, "");

    [GeneratedRegex("\"receivers\":\\[([^\\]]*)\\]")]
    private static partial Regex Receivers();

    [GeneratedRegex("\"mutedBy\":\\[[^\\]]*\\]|\"state\":\"(active|suppressed)\"")]
    private static partial Regex Muted();
}
