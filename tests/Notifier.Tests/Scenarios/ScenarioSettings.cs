using Tocsin.Model.Matchers;

namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>What a story wants on the command line: as our options, and as the real Alertmanager's flags.</summary>
internal sealed record ScenarioSettings
{
    /// <summary>Seconds.</summary>
    public double StartDelay { get; init; }

    public MatcherSyntax Syntax { get; init; } = MatcherSyntax.Fallback;

    public int AlertsPerName { get; init; }

    public int MaxSilences { get; init; }

    public NotifierOptions Options => new()
    {
        DispatchStartDelay = TimeSpan.FromSeconds(StartDelay),
        Syntax = Syntax,
        AlertsPerName = AlertsPerName,
        MaxSilences = MaxSilences,
    };

    public IEnumerable<string> PeerFlags
    {
        get
        {
            if (StartDelay > 0) yield return FormattableString.Invariant($"--dispatch.start-delay={StartDelay}s");
            if (Syntax == MatcherSyntax.Classic) yield return "--enable-feature=classic-mode";
            if (Syntax == MatcherSyntax.Utf8Strict) yield return "--enable-feature=utf8-strict-mode";
            if (AlertsPerName > 0) yield return FormattableString.Invariant($"--alerts.per-alertname-limit={AlertsPerName}");
            if (MaxSilences > 0) yield return FormattableString.Invariant($"--silences.max-silences={MaxSilences}");
        }
    }
}
