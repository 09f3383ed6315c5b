using System.Globalization;
using Tocsin.Model.Time;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Tocsin.Contracts.Configuration.Yaml;

/// <summary>A node with its place. The As… readers report what does not fit and give a default back.</summary>
public sealed class YamlValue
{
    private readonly YamlSource _source;
    private readonly YamlNode _node;

    internal YamlValue(YamlSource source, YamlNode node, string field)
    {
        _source = source;
        _node = node;
        Field = field;
    }

    /// <summary>The path of this value in its file, for messages.</summary>
    public string Field { get; }

    public int Line => (int)_node.Start.Line;

    public int Column => (int)_node.Start.Column;

    public string File => _source.File;

    public bool IsNull => YamlFile.IsNull(_node);

    public bool IsMap => _node is YamlMappingNode;

    public bool IsSequence => _node is YamlSequenceNode;

    public bool IsScalar => _node is YamlScalarNode;

    /// <summary>A scalar without quotes, which YAML may take for a number or a truth value.</summary>
    public bool IsPlain => _node is YamlScalarNode { Style: ScalarStyle.Plain };

    public void Error(string message, string hint = "") => _source.Error(_node, Field, message, hint);

    public void Warn(string message, string hint) => _source.Warn(_node, Field, message, hint);

    /// <summary>Scalars of any YAML type are text here, as in Go's decoder: <c>regex: true</c> is the text "true".</summary>
    public string AsString()
    {
        if (_node is YamlScalarNode scalar) return IsNull ? "" : scalar.Value ?? "";
        Error($"expected text, found a {Kind}");
        return "";
    }

    public bool AsBool(bool fallback)
    {
        if (_node is YamlScalarNode { Style: ScalarStyle.Plain } scalar)
        {
            switch (scalar.Value)
            {
                case "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON": return true;
                case "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF": return false;
            }
        }
        Error("expected true or false");
        return fallback;
    }

    public long AsInteger(long fallback)
    {
        if (_node is YamlScalarNode scalar && long.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)) return value;
        Error("expected a whole number");
        return fallback;
    }

    public double AsNumber(double fallback)
    {
        if (_node is YamlScalarNode scalar && double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)) return value;
        Error("expected a number");
        return fallback;
    }

    public TimeSpan AsDuration(TimeSpan fallback)
    {
        string text = AsString();
        if (PromDuration.TryParse(text, out TimeSpan duration)) return duration;
        Error($"not a valid duration string: \"{text}\"", "write it as 30s, 5m, 1h30m, 2d");
        return fallback;
    }

    public Secret AsSecret() => new(AsString());

    public IReadOnlyList<YamlValue> AsList()
    {
        if (_node is YamlSequenceNode sequence)
            return [.. sequence.Children.Select((child, i) => new YamlValue(_source, child, $"{Field}[{i}]"))];
        if (!IsNull) Error($"expected a list, found a {Kind}");
        return [];
    }

    public IReadOnlyList<string> AsStrings() => [.. AsList().Select(value => value.AsString())];

    /// <summary>The map, or an empty one when the value is null; null when it is something else (reported).</summary>
    public YamlMap? AsMap()
    {
        if (_node is YamlMappingNode mapping) return new YamlMap(_source, mapping, Field);
        if (IsNull) return new YamlMap(_source, new YamlMappingNode(), Field);
        Error($"expected a map, found a {Kind}");
        return null;
    }

    private string Kind => _node switch
    {
        YamlMappingNode => "map",
        YamlSequenceNode => "list",
        _ => "single value",
    };
}
