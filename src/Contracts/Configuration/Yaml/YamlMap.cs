using YamlDotNet.RepresentationModel;

namespace Tocsin.Contracts.Configuration.Yaml;

/// <summary>
/// A map whose keys are taken one by one. After the known ones are taken, <see cref="RejectUnknown"/> reports the rest, with the nearest
/// known key as a suggestion: an unknown key is an error, as upstream has it.
/// </summary>
public sealed class YamlMap
{
    private readonly YamlSource _source;
    private readonly YamlMappingNode _node;
    private readonly string _field;
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    internal YamlMap(YamlSource source, YamlMappingNode node, string field)
    {
        _source = source;
        _node = node;
        _field = field;
    }

    public string Field => _field;

    public string File => _source.File;

    public int Line => (int)_node.Start.Line;

    public int Column => (int)_node.Start.Column;

    public bool IsEmpty => _node.Children.Count == 0;

    /// <summary>The value of a key, null when the key is absent. A key with an empty value is present.</summary>
    public YamlValue? Take(string key)
    {
        _taken.Add(key);
        foreach ((YamlNode name, YamlNode value) in _node.Children)
            if (name is YamlScalarNode scalar && scalar.Value == key)
                return new YamlValue(_source, value, Path(key));
        return null;
    }

    public string String(string key, string fallback = "") => Present(key) is { } value ? value.AsString() : fallback;

    public bool Bool(string key, bool fallback) => Present(key) is { } value ? value.AsBool(fallback) : fallback;

    public long Integer(string key, long fallback) => Present(key) is { } value ? value.AsInteger(fallback) : fallback;

    public TimeSpan Duration(string key, TimeSpan fallback) => Present(key) is { } value ? value.AsDuration(fallback) : fallback;

    public TimeSpan? OptionalDuration(string key) => Present(key)?.AsDuration(default);

    public Secret? Secret(string key) => Present(key)?.AsSecret();

    public IReadOnlyList<YamlValue> List(string key) => Take(key)?.AsList() ?? [];

    public IReadOnlyList<string> Strings(string key) => Take(key)?.AsStrings() ?? [];

    public YamlMap? Map(string key) => Take(key)?.AsMap();

    /// <summary>All entries, whatever their names: for maps of labels and the like. Takes every key.</summary>
    public IReadOnlyList<KeyValuePair<string, YamlValue>> Entries()
    {
        var entries = new List<KeyValuePair<string, YamlValue>>();
        foreach ((YamlNode name, YamlNode value) in _node.Children)
        {
            string key = (name as YamlScalarNode)?.Value ?? "";
            _taken.Add(key);
            entries.Add(new(key, new YamlValue(_source, value, Path(key))));
        }
        return entries;
    }

    /// <summary>All entries as text.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Texts() => [.. Entries().Select(entry => KeyValuePair.Create(entry.Key, entry.Value.AsString()))];

    public void Error(string message, string hint = "") => _source.Error(_node, _field, message, hint);

    public void Warn(string message, string hint) => _source.Warn(_node, _field, message, hint);

    /// <summary>Reports every key that nobody took. <paramref name="belongs"/> may say where a well-known stray belongs.</summary>
    public void RejectUnknown(Func<string, string?>? belongs = null)
    {
        foreach ((YamlNode name, YamlNode _) in _node.Children)
        {
            string key = (name as YamlScalarNode)?.Value ?? "";
            if (_taken.Contains(key)) continue;
            string? nearest = NearestName.Of(key, _taken);
            string hint = belongs?.Invoke(key) ?? (nearest is null ? "" : $"did you mean \"{nearest}\"?");
            _source.Error(name, Path(key), $"field {key} not found", hint);
        }
    }

    // A key whose value is null means "as if it were not there" for scalars, as in Go's decoder.
    private YamlValue? Present(string key) => Take(key) is { IsNull: false } value ? value : null;

    private string Path(string key) => _field.Length == 0 ? key : _field + "." + key;
}
