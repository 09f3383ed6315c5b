using System.Globalization;

namespace Tocsin.Notifier.Tests.Differential;

/// <summary>One of the worlds that share a configuration and never meet: its alerts carry its name, its routes, rules, silences and questions ask for it.</summary>
/// <param name="Routes">What stands below the root for it.</param>
internal sealed record World(string Name, IReadOnlyList<string> Routes, IReadOnlyList<string> Receivers, IReadOnlyList<string> Rules, IReadOnlyList<WorldStep> Steps)
{
    /// <summary>All moments are counted in this: long enough that a busy machine is not late by half of it, and an eighth is a whole number of milliseconds.</summary>
    public static readonly TimeSpan Unit = TimeSpan.FromSeconds(1.6);

    /// <summary>When everything is over, in units.</summary>
    public const double Until = 11;

    /// <summary>A label that every alert, route, rule and silence of a world has.</summary>
    public const string Label = "world";

    public override string ToString() => $"{Name}\n  routes:\n{Lines(Routes)}  rules:\n{Lines(Rules)}  receivers:\n{Lines(Receivers)}  steps:\n{Lines(Steps)}";

    private static string Lines<T>(IEnumerable<T> lines) => string.Concat(lines.Select(line => $"    {line}\n"));
}

/// <summary>
/// One request. <c>"@2.5"</c> stands for a moment in units (<c>"@2.5+2"</c> for the same, written in a zone east of here), <c>#s1#</c> for the id of a silence and
/// <c>#s1.start#</c> for when it says it began.
/// </summary>
/// <param name="Silence">What the silence that comes back is called from now on.</param>
internal sealed record WorldStep(double At, string Method, string Path, string? Body = null, string? Silence = null)
{
    public override string ToString() => $"{At.ToString(CultureInfo.InvariantCulture)} {Method} {Path} {Body}{(Silence is null ? "" : " -> " + Silence)}";
}
