using Tocsin.Contracts.Api.Prometheus;
using Tocsin.Engine.Querying;
using Tocsin.Engine.Rules;
using Tocsin.Model.Matchers;

namespace Tocsin.Engine.Endpoints;

/// <summary>Which rules a caller of /rules wants; an empty set admits everything.</summary>
internal sealed class RuleFilter
{
    private readonly HashSet<string> _names;
    private readonly HashSet<string> _groups;
    private readonly HashSet<string> _files;
    private readonly IReadOnlyList<IReadOnlyList<Matcher>> _matchers;
    private readonly bool? _alerting;

    public RuleFilter(ApiRequest request)
    {
        _names = [.. request.Texts("rule_name[]")];
        _groups = [.. request.Texts("rule_group[]")];
        _files = [.. request.Texts("file[]")];
        string type = request.Text("type");
        _alerting = type switch
        {
            "" => null,
            "alert" => true,
            "record" => false,
            _ => throw ApiException.BadParameter("type", $"not supported value \"{type}\""),
        };
        _matchers = SelectorText.Parse(request.Texts("match[]"), out string error) ?? throw new ApiException(ApiErrorType.BadData, error);
    }

    public bool Admits(GroupKey group) => (_groups.Count == 0 || _groups.Contains(group.Name)) && (_files.Count == 0 || _files.Contains(group.File));

    public bool Admits(RuleModel rule) =>
        (_alerting is null || _alerting == rule.IsAlerting) && (_names.Count == 0 || _names.Contains(rule.Name))
        && (_matchers.Count == 0 || _matchers.Any(matchers => Matcher.MatchesAll(matchers, rule.Labels)));

    /// <summary>Whether groups are left out when no rule of theirs is wanted.</summary>
    public bool ByRule => _alerting is not null || _names.Count > 0 || _matchers.Count > 0;
}
