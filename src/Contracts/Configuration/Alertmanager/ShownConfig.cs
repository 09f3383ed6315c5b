using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>
/// The configuration as <c>/api/v2/status</c> shows it, which is how Alertmanager shows it: all that is in force, defaults and what was inherited from
/// <c>global:</c> included, secrets masked, and only keys that Alertmanager knows, because clients (amtool's <c>config routes</c>) read it with its own strict
/// loader. What is ours is shown as a comment.
/// </summary>
internal sealed class ShownConfig
{
    private readonly LoadContext _context;
    private readonly HashSet<string> _routed = new(StringComparer.Ordinal);
    private Dictionary<string, ShownNode?> _global = [];

    private ShownConfig(LoadContext context) => _context = context;

    /// <summary>Takes text that has been loaded without errors.</summary>
    public static string Write(string yaml, LoadContext context)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        if (stream.Documents.Count == 0 || stream.Documents[0].RootNode is not YamlMappingNode root) return "";
        var shown = new ShownConfig(context);
        // Receivers take from it.
        if (Written(root, "global") is YamlMappingNode global) shown._global = shown.Map(global, "global").Entries.ToDictionary(entry => entry.Key, entry => entry.Value);
        else shown._global = shown.Map([], "global").Entries.ToDictionary(entry => entry.Key, entry => entry.Value);
        if (Written(root, "route") is YamlMappingNode route) shown.CollectReceivers(route);
        return ShownYaml.Write(shown.Map(root, "top"));
    }

    private void CollectReceivers(YamlMappingNode route)
    {
        if (Written(route, "receiver") is YamlScalarNode { Value: { } name }) _routed.Add(name);
        if (Written(route, "routes") is not YamlSequenceNode children) return;
        foreach (YamlMappingNode child in children.Children.OfType<YamlMappingNode>()) CollectReceivers(child);
    }

    private ShownMap Map(YamlMappingNode written, string block)
    {
        Dictionary<string, YamlNode> values = ShownSecrets.Entries(written, block);
        ShownRewrites.Apply(values, block);
        if (block == "slack_configs" && !values.ContainsKey("app_token_file")) ShownRewrites.TakeToken(values, _global);
        HashSet<string> keys = [.. values.Where(entry => !IsNull(entry.Value)).Select(entry => entry.Key)];
        var entries = new List<(string, ShownNode?)>();
        foreach (ShownField field in ShownShapes.Of(block))
        {
            YamlNode? value = values.Remove(field.Key, out YamlNode? own) && !IsNull(own) ? own : null;
            if (Shown(field, value, keys, block) is { } shown) entries.Add((field.Key, shown));
        }
        if (block == "receiver") AddReceiverLabels(entries);
        if (block == "slack_configs") ShownRewrites.AddToken(entries);
        if (block == "email_configs" && _routed.Contains(_receiver)) ShownRewrites.AddHeaders(entries);
        foreach ((string key, YamlNode value) in values)
        {
            if (ExtrasReader.IsOurs(ShownSecrets.ListOf(block), key)) entries.Add((value is YamlScalarNode one ? $"{key}: {one.Value}" : key, null));
            else if (!ShownSecrets.IsOurs(block, key)) entries.Add((key, ShownSecrets.IsSecret(block, key) ? Masked(value) : AsWritten(value, key)));
        }
        return new ShownMap(entries);
    }

    private string _receiver = "";

    private ShownNode? Shown(ShownField field, YamlNode? value, HashSet<string> written, string block)
    {
        if (field.Key == "name" && block == "receiver") _receiver = (value as YamlScalarNode)?.Value ?? "";
        if (value is null)
        {
            // Of a value and the file with it, one is written at most.
            string other = field.Key.EndsWith("_file", StringComparison.Ordinal) ? field.Key[..^5] : field.Key + "_file";
            if (field.Global.Length > 0 && !(field.UnlessFile && written.Contains(other))) return _global.GetValueOrDefault(field.Global);
            return field.Kind is ShownKind.Labels or ShownKind.Details ? Of(field, new YamlMappingNode()) : Fallback(field);
        }
        if (field.Fallback is null && field.Kind is ShownKind.Bool or ShownKind.Number && value is YamlScalarNode { Value: "false" or "0" } && field.Global.Length == 0) return null;
        if (field.Fallback != "\"\"" && value is YamlScalarNode { Value: "" } or YamlSequenceNode { Children.Count: 0 } && !IsAlwaysThere(field)) return null;
        return Of(field, value);
    }

    private static bool IsAlwaysThere(ShownField field) => field.Fallback == "[]";

    private ShownNode? Fallback(ShownField field) => field switch
    {
        { Fallback: null } => null,
        { Fallback: "{}" } => Map([], field.Shape),
        { Fallback: "[]" } => new ShownList([]),
        { Kind: ShownKind.Template } => new ShownMap([("template", new ShownText(field.Fallback.Trim('\'')))]),
        { Kind: ShownKind.Bool or ShownKind.Number } or { Fallback: "null" } => new ShownWord(field.Fallback),
        _ => new ShownText(field.Fallback.Trim('\'', '"')),
    };

    private ShownNode? Of(ShownField field, YamlNode value) => field.Kind switch
    {
        ShownKind.Secret or ShownKind.Secrets => Masked(value),
        ShownKind.Path => new ShownText(_context.Resolve(Scalar(value))),
        ShownKind.Paths => new ShownList([.. Items(value).Select(item => new ShownText(_context.Resolve(Scalar(item))))]),
        ShownKind.Bool or ShownKind.Flag => new ShownWord(ShownRewrites.Truth(Scalar(value))),
        ShownKind.Number => new ShownWord(ShownRewrites.Number(Scalar(value))),
        ShownKind.Duration or ShownKind.GoDuration => new ShownText(ShownRewrites.Duration(Scalar(value), field.Kind)),
        ShownKind.Texts => new ShownList([.. Items(value).Select(Text)]),
        ShownKind.Line or ShownKind.Months => new ShownList([.. Items(value).Select(item => ShownRewrites.Interval(Scalar(item), field))], OnOneLine: true),
        ShownKind.Matchers => ShownRewrites.Matchers(Items(value).Select(Scalar), _context),
        ShownKind.Template => value is YamlMappingNode template ? Map(template, "template") : new ShownMap([("template", Text(value))]),
        ShownKind.Details => ShownRewrites.Details(AsWritten(value, field.Key)),
        ShownKind.Headers => value is YamlMappingNode { Children.Count: > 0 } headers ? ShownRewrites.Headers(headers) : null,
        ShownKind.Free or ShownKind.Labels => value is YamlMappingNode { Children.Count: 0 } && field.Kind == ShownKind.Free ? null : AsWritten(value, field.Key),
        ShownKind.Tls => value is YamlMappingNode { Children.Count: > 0 } tls ? Map(tls, field.Shape) : null,
        ShownKind.Map => value is YamlMappingNode map ? field.Shape == "http_headers" ? HeaderMap(map) : Map(map, field.Shape) : null,
        ShownKind.List => new ShownList([.. Items(value).Select(item => (ShownNode)Map(item as YamlMappingNode ?? [], field.Shape))]),
        _ => Text(value),
    };

    private ShownMap HeaderMap(YamlMappingNode map) =>
        new([.. map.Children.Select(entry => (Scalar(entry.Key), (ShownNode?)Map(entry.Value as YamlMappingNode ?? [], "http_header")))]);

    private void AddReceiverLabels(List<(string Key, ShownNode? Value)> entries)
    {
        int at = entries.FindIndex(entry => entry.Key == "labels");
        List<(string Key, ShownNode? Value)> labels = at >= 0 && entries[at].Value is ShownMap map ? [.. map.Entries] : [];
        if (!labels.Exists(label => label.Key == "name")) labels.Add(("name", new ShownText(_receiver)));
        (string, ShownNode?) shown = ("labels", new ShownMap([.. labels.OrderBy(label => label.Key, StringComparer.Ordinal)]));
        if (at >= 0) entries[at] = shown;
        else entries.Insert(Math.Min(1, entries.Count), shown);
    }

    /// <summary>People's own words: as they stand there, keys in order.</summary>
    private static ShownNode AsWritten(YamlNode node, string list) => node switch
    {
        YamlMappingNode map => new ShownMap([.. map.Children.OrderBy(entry => Scalar(entry.Key), StringComparer.Ordinal)
            .Select(entry => (Scalar(entry.Key), (ShownNode?)(ShownSecrets.IsSecret(list, Scalar(entry.Key)) ? Masked(entry.Value) : AsWritten(entry.Value, ShownSecrets.IsFree(list) ? list : Scalar(entry.Key)))))]),
        YamlSequenceNode sequence => new ShownList([.. sequence.Children.Select(item => AsWritten(item, list))]),
        YamlScalarNode { Style: ScalarStyle.Plain } plain when !ShownSecrets.HoldsTexts(list) && ShownWords.IsWord(plain.Value ?? "") => new ShownWord(string.IsNullOrEmpty(plain.Value) ? "null" : plain.Value),
        _ => Text(node),
    };

    private static ShownNode Masked(YamlNode node) => node switch
    {
        YamlMappingNode map => new ShownMap([.. map.Children.Select(entry => (Scalar(entry.Key), (ShownNode?)Masked(entry.Value)))]),
        YamlSequenceNode list => new ShownList([.. list.Children.Select(Masked)]),
        YamlScalarNode { Value: null or "" } => new ShownText(""),
        _ => new ShownText(Secret.Mask),
    };

    private static ShownText Text(YamlNode node) => new(ShownSecrets.WithoutUserInfo(Scalar(node)));

    private static string Scalar(YamlNode node) => (node as YamlScalarNode)?.Value ?? "";

    private static IEnumerable<YamlNode> Items(YamlNode node) => node is YamlSequenceNode list ? list.Children : [node];

    private static YamlNode? Written(YamlMappingNode map, string key) => map.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? value) && !IsNull(value) ? value : null;

    private static bool IsNull(YamlNode node) => node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "null" or "~" };
}
