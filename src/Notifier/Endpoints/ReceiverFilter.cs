using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Tocsin.Contracts.Api.Alertmanager;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;

namespace Tocsin.Notifier.Endpoints;

/// <summary>The parameters <c>receiver</c> (a pattern for the whole name) and <c>receiver_matchers</c> (on the receiver's labels).</summary>
internal sealed class ReceiverFilter
{
    private readonly FrozenSet<string>? _names;

    private ReceiverFilter(FrozenSet<string>? names) => _names = names;

    public static ApiFault? Read(IQueryCollection query, AlertmanagerConfig config, MatcherSyntax syntax, out ReceiverFilter? filter)
    {
        filter = null;
        string pattern = query["receiver"].ToString();
        if (AlertFilter.ReadMatchers(query["receiver_matchers"], syntax, out List<Matcher> matchers) is { } fault) return fault with { Message = "failed to parse receiver_matchers param: " + fault.Message };
        if (pattern.Length == 0 && matchers.Count == 0)
        {
            filter = new ReceiverFilter(null);
            return null;
        }
        Matcher? name = null;
        try
        {
            if (pattern.Length > 0) name = new Matcher("name", MatchOperator.Regex, pattern, dotIsAll: false);
        }
        catch (FormatException e)
        {
            return ApiFault.Bad("failed to parse receiver param: " + AnchoredRegex.AnchoredProblem(pattern, e));
        }
        filter = new ReceiverFilter(config.Receivers
            .Where(receiver => name is null || name.Matches(LabelSet.Create(("name", receiver.Name))))
            .Where(receiver => Matcher.MatchesAll(matchers, LabelSet.FromStrings(receiver.Labels)))
            .Select(receiver => receiver.Name).ToFrozenSet(StringComparer.Ordinal));
        return null;
    }

    public bool Matches(string name) => _names is null || _names.Contains(name);

    public bool MatchesAny(IReadOnlyList<string> names)
    {
        if (_names is null) return true;
        foreach (string name in names)
            if (_names.Contains(name))
                return true;
        return false;
    }
}
