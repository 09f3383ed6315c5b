using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Tocsin.Contracts.Api.Alertmanager;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Endpoints;

/// <summary>What GET /alerts and /alerts/groups let through. Immutable.</summary>
internal sealed class AlertFilter
{
    private const int MaxMatchers = 1000;
    private static readonly string[] TrueWords = ["true", "1", "yes", "ok", "y", "on", "selected", "checked", "t", "enabled"];

    private readonly bool _active, _silenced, _inhibited;
    private readonly IReadOnlyList<Matcher> _matchers;
    private readonly ReceiverFilter _receivers;

    private AlertFilter(IQueryCollection query, IReadOnlyList<Matcher> matchers, ReceiverFilter receivers)
    {
        _active = Flag(query, "active");
        _silenced = Flag(query, "silenced");
        _inhibited = Flag(query, "inhibited");
        Muted = Flag(query, "muted");
        _matchers = matchers;
        _receivers = receivers;
    }

    /// <summary>Whether groups that a time interval mutes are shown.</summary>
    public bool Muted { get; }

    public static ApiFault? Read(IQueryCollection query, AlertmanagerConfig config, MatcherSyntax syntax, out AlertFilter? filter)
    {
        filter = null;
        if (ReadMatchers(query["filter"], syntax, out List<Matcher> matchers) is { } badFilter) return badFilter;
        if (ReceiverFilter.Read(query, config, syntax, out ReceiverFilter? receivers) is { } badReceiver) return badReceiver;
        filter = new AlertFilter(query, matchers, receivers!);
        return null;
    }

    /// <summary>Each text is one matcher.</summary>
    public static ApiFault? ReadMatchers(StringValues texts, MatcherSyntax syntax, out List<Matcher> matchers)
    {
        matchers = [];
        if (texts.Count > MaxMatchers) return ApiFault.Bad($"more than {MaxMatchers} matchers");
        foreach (string? text in texts)
        {
            MatcherParseResult result = MatcherParser.ParseOne(text ?? "", syntax);
            if (result.Matchers is null) return ApiFault.Bad(result.Error!);
            matchers.AddRange(result.Matchers);
        }
        return null;
    }

    /// <summary>A flag that is absent or empty is set; a word that does not mean yes means no. Of several the last one counts.</summary>
    public static bool Flag(IQueryCollection query, string name) =>
        query[name] is not [.., { Length: > 0 } last] || TrueWords.Contains(last, StringComparer.OrdinalIgnoreCase);

    public bool MatchesReceiver(string name) => _receivers.Matches(name);

    public bool MatchesAnyReceiver(string[] names) => _receivers.MatchesAny(names);

    public bool HasState(AlertState state, bool silenced, bool inhibited) =>
        (_active || state != AlertState.Active) && (_silenced || !silenced) && (_inhibited || !inhibited);

    public bool HasLabels(LabelSet labels) => Matcher.MatchesAll(_matchers, labels);
}
