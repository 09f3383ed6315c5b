using System.Globalization;
using Tocsin.Model.Matchers;
using Tocsin.Model.Time;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>Where Alertmanager shows something else than what was written: the older spelling in the newer one, and values in their one form.</summary>
internal static class ShownRewrites
{
    private static readonly string[] Months =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    /// <summary>Keys of older or misplaced spelling go where they belong.</summary>
    public static void Apply(Dictionary<string, YamlNode> values, string block)
    {
        switch (block)
        {
            case "http_config":
                if (values.Remove("bearer_token", out YamlNode? token)) values["authorization"] = new YamlMappingNode("credentials", token);
                if (values.Remove("bearer_token_file", out YamlNode? file)) values["authorization"] = new YamlMappingNode("credentials_file", file);
                break;
            case "email_configs":
                Misplaced(values);
                break;
            case "webhook_configs" when values.GetValueOrDefault("url_file") is YamlScalarNode { Value.Length: > 0 }:
                values.Remove("url");
                break;
            case "actions" when values.ContainsKey("url"):
                foreach (string unused in (string[])["name", "value", "confirm"]) values.Remove(unused);
                break;
            case "pagerduty_configs":
                values.TryAdd("source", values.GetValueOrDefault("client") ?? Quoted("{{ template \"pagerduty.default.client\" . }}"));
                break;
        }
    }

    /// <summary>The bot token of <c>global:</c>, where the receiver has no way of its own to Slack.</summary>
    public static void TakeToken(Dictionary<string, YamlNode> slack, IReadOnlyDictionary<string, ShownNode?> global)
    {
        bool ownWay = slack.ContainsKey("app_token") || slack.ContainsKey("api_url") || slack.ContainsKey("api_url_file")
            || (slack.GetValueOrDefault("http_config") is YamlMappingNode http && http.Children.ContainsKey(new YamlScalarNode("authorization")));
        if (ownWay) return;
        foreach (string key in (string[])["app_token", "app_token_file"])
            if (global.GetValueOrDefault("slack_" + key) is ShownText { Value: var value })
                slack[key] = Quoted(value);
    }

    /// <summary>A bot token is sent as authorization, and shown as such too.</summary>
    public static void AddToken(List<(string Key, ShownNode? Value)> slack)
    {
        int at = slack.FindIndex(entry => entry.Key is "app_token" or "app_token_file"), http = slack.FindIndex(entry => entry.Key == "http_config");
        if (at < 0 || http < 0 || slack[http].Value is not ShownMap { Entries: var settings } || settings.Any(entry => entry.Key == "authorization")) return;
        string credentials = slack[at].Key == "app_token" ? "credentials" : "credentials_file";
        var authorization = new ShownMap([("type", new ShownText("Bearer")), (credentials, slack[at].Value)]);
        slack[http] = ("http_config", new ShownMap([("authorization", authorization), .. settings]));
    }

    public static string Number(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number.ToString("R", CultureInfo.InvariantCulture) : value;

    public static string Truth(string value) => value.ToLowerInvariant() is "true" or "yes" or "on" or "y" ? "true" : "false";

    public static string Duration(string value, ShownKind kind)
    {
        if (kind == ShownKind.Duration) return PromDuration.TryParse(value, out TimeSpan duration) ? PromDuration.Format(duration) : value;
        return GoDuration.TryParse(value, out TimeSpan go) ? GoDuration.Format(go) : value;
    }

    /// <summary>One of several, <c>from:until</c> or a single one; months by their numbers.</summary>
    public static ShownNode Interval(string value, ShownField field)
    {
        string[] ends = value.ToLowerInvariant().Split(':');
        if (field.Kind == ShownKind.Months) ends = Array.ConvertAll(ends, Month);
        return new ShownText(ends.Length == 2 && ends[0] == ends[1] ? ends[0] : string.Join(':', ends));
    }

    public static ShownNode Matchers(IEnumerable<string> written, LoadContext context)
    {
        IEnumerable<Matcher> matchers = written.SelectMany(text => MatcherParser.ParseList(text, context.Options.Syntax).Matchers ?? []);
        return new ShownList([.. matchers
            .OrderBy(matcher => matcher.Name, StringComparer.Ordinal).ThenBy(matcher => matcher.Value, StringComparer.Ordinal).ThenBy(matcher => matcher.Operator)
            .Select(matcher => new ShownText(matcher.ToString()))]);
    }

    /// <summary>Names as they stand in a mail: each word with a capital.</summary>
    public static ShownNode Headers(YamlMappingNode written) => new ShownMap([.. written.Children
        .Select(entry => (Key: Canonical(((YamlScalarNode)entry.Key).Value ?? ""), Value: (ShownNode?)new ShownText((entry.Value as YamlScalarNode)?.Value ?? "")))
        .OrderBy(entry => entry.Key, StringComparer.Ordinal)]);

    /// <summary>What every mail has, where a receiver that is used does not say otherwise.</summary>
    public static void AddHeaders(List<(string Key, ShownNode? Value)> email)
    {
        int at = email.FindIndex(entry => entry.Key == "headers");
        List<(string Key, ShownNode? Value)> headers = at >= 0 && email[at].Value is ShownMap written ? [.. written.Entries] : [];
        Add("From", Value("from"));
        Add("Subject", new ShownText("{{ template \"email.default.subject\" . }}"));
        Add("To", Value("to"));
        var shown = new ShownMap([.. headers.OrderBy(header => header.Key, StringComparer.Ordinal)]);
        if (at >= 0) email[at] = ("headers", shown);
        else email.Insert(email.FindLastIndex(entry => entry.Key is "to" or "from" or "hello" or "smarthost" || entry.Key.StartsWith("auth_", StringComparison.Ordinal)) + 1, ("headers", shown));

        ShownNode? Value(string key) => email.Find(entry => entry.Key == key).Value;

        void Add(string name, ShownNode? value)
        {
            if (value is not null && !headers.Exists(header => header.Key == name)) headers.Add((name, value));
        }
    }

    /// <summary>What PagerDuty is always told; an empty value takes one of these away.</summary>
    public static ShownNode Details(ShownNode written)
    {
        List<(string Key, ShownNode? Value)> details = written is ShownMap map ? [.. map.Entries] : [];
        foreach ((string key, string text) in (ReadOnlySpan<(string, string)>)
            [("firing", "{{ .Alerts.Firing | toJson }}"), ("resolved", "{{ .Alerts.Resolved | toJson }}"), ("num_firing", "{{ .Alerts.Firing | len }}"), ("num_resolved", "{{ .Alerts.Resolved | len }}")])
            if (!details.Exists(detail => detail.Key == key))
                details.Add((key, new ShownText(text)));
        return new ShownMap([.. details.OrderBy(detail => detail.Key, StringComparer.Ordinal)]);
    }

    private static void Misplaced(Dictionary<string, YamlNode> values)
    {
        if (values.Remove("subject", out YamlNode? subject))
        {
            YamlMappingNode headers = values.GetValueOrDefault("headers") as YamlMappingNode ?? [];
            values["headers"] = new YamlMappingNode(headers.Children.Append(new(new YamlScalarNode("Subject"), subject)));
        }
        if (!values.Remove("body", out YamlNode? body)) return;
        values["text"] = body;
        values.TryAdd("html", Quoted(""));
    }

    private static YamlScalarNode Quoted(string value) => new(value) { Style = ScalarStyle.DoubleQuoted };

    private static string Canonical(string name) =>
        string.Join('-', name.Split('-').Select(word => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant()));

    private static string Month(string name)
    {
        int month = Array.IndexOf(Months, name);
        return month < 0 ? name : (month + 1).ToString(CultureInfo.InvariantCulture);
    }
}
