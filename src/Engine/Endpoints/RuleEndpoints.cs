using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Tocsin.Engine.Alerting;
using Tocsin.Engine.Rules;

namespace Tocsin.Engine.Endpoints;

/// <summary>The rules that run, their alerts, and the Alertmanagers they are told to.</summary>
internal sealed class RuleEndpoints(Func<IReadOnlyList<RuleGroupRunner>> groups, Func<IReadOnlyList<Uri>> alertmanagers)
{
    public void Map(ApiRoute routes)
    {
        routes.Get("/rules", Rules);
        routes.Get("/alerts", _ => Alerts());
        routes.Get("/alertmanagers", _ => Alertmanagers());
    }

    private ApiAnswer Rules(ApiRequest request)
    {
        request.DemandReadable();
        var filter = new RuleFilter(request);
        bool withAlerts = !request.Flag("exclude_alerts");
        var wanted = new List<(RuleGroupRunner Group, RuleSlot[] Rules)>();
        foreach (RuleGroupRunner group in groups())
        {
            if (!filter.Admits(group.Model.Key)) continue;
            RuleSlot[] rules = [.. group.Rules.Where(slot => filter.Admits(slot.Rule.Model))];
            if (rules.Length > 0 || !filter.ByRule) wanted.Add((group, rules));
        }
        wanted.Sort((a, b) => Compare(a.Group.Model.Key, b.Group.Model.Key));
        wanted = Page(request, wanted, out string next);
        return new ApiAnswer(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("groups"u8);
            foreach ((RuleGroupRunner group, RuleSlot[] rules) in wanted) RuleJson.WriteGroup(json, group, rules, withAlerts);
            json.WriteEndArray();
            if (next.Length > 0) json.WriteString("groupNextToken"u8, next);
            json.WriteEndObject();
        });
    }

    private static int Compare(GroupKey a, GroupKey b) =>
        string.CompareOrdinal(a.File, b.File) is not 0 and var order ? order : string.CompareOrdinal(a.Name, b.Name);

    // Pages are cut in the order of files and names, so that a token holds across reloads that leave its group.
    private static List<(RuleGroupRunner Group, RuleSlot[] Rules)> Page(
        ApiRequest request, List<(RuleGroupRunner Group, RuleSlot[] Rules)> all, out string next)
    {
        next = "";
        string limitText = request.Text("group_limit"), token = request.Text("group_next_token");
        if (limitText.Length == 0)
        {
            if (token.Length > 0) throw ApiException.BadParameter("group_limit", "group_limit needs to be present in order to paginate over the groups");
            return all;
        }
        if (!int.TryParse(limitText, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) || limit <= 0)
            throw ApiException.BadParameter("group_limit", "group_limit needs to be a valid number greater than 0");
        int start = 0;
        if (token.Length > 0)
        {
            start = all.FindIndex(entry => Token(entry.Group.Model.Key) == token) + 1;
            if (start == 0) throw ApiException.BadParameter("group_next_token", $"invalid group_next_token '{token}'. were rule groups changed?");
        }
        List<(RuleGroupRunner, RuleSlot[])> page = [.. all.Skip(start).Take(limit)];
        if (start + page.Count < all.Count && page.Count > 0) next = Token(page[^1].Item1.Model.Key);
        return page;
    }

    private static string Token(GroupKey key) => Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(key.ToString())));

    private ApiAnswer Alerts()
    {
        IReadOnlyList<RuleGroupRunner> running = groups();
        return new ApiAnswer(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("alerts"u8);
            foreach (RuleGroupRunner group in running)
                foreach (RuleSlot slot in group.Rules)
                    if (slot.Rule is AlertingRule rule)
                        foreach (ActiveAlert alert in rule.Alerts)
                            if (alert.State != AlertState.Inactive)
                                RuleJson.WriteAlert(json, alert);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private ApiAnswer Alertmanagers()
    {
        IReadOnlyList<Uri> active = alertmanagers();
        return new ApiAnswer(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("activeAlertmanagers"u8);
            foreach (Uri url in active)
            {
                json.WriteStartObject();
                json.WriteString("url"u8, url.ToString());
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("droppedAlertmanagers"u8);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }
}
