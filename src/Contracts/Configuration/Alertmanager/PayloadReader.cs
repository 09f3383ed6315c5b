using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Tocsin.Contracts.Configuration.Yaml;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>Bodies of the user's own, from the configuration or from what a template came to.</summary>
public static class PayloadReader
{
    private const int MaxDepth = 32;
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789+-.eE");

    internal static PayloadNode Read(YamlValue value)
    {
        if (value.IsMap && value.AsMap() is { } map) return new PayloadMap([.. map.Entries().Select(entry => KeyValuePair.Create(entry.Key, Read(entry.Value)))]);
        if (value.IsSequence) return new PayloadList([.. value.AsList().Select(Read)]);
        return Scalar(value.IsNull ? "null" : value.AsString(), value.IsPlain);
    }

    /// <summary>What a text is when it is read as YAML; null when that is a text again, or nothing.</summary>
    public static PayloadNode? Structure(string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new BoundedParser(new Parser(new StringReader(text)), MaxDepth));
            if (stream.Documents.Count != 1 || YamlFile.IsNull(stream.Documents[0].RootNode)) return null;
            PayloadNode node = Read(stream.Documents[0].RootNode, MaxDepth);
            return node is PayloadText ? null : node;
        }
        catch (YamlException)
        {
            return null;
        }
    }

    // An anchor inside itself would go on for ever: the depth ends it.
    private static PayloadNode Read(YamlNode node, int depth)
    {
        if (depth == 0) throw new YamlException("nested too deep");
        return node switch
        {
            YamlMappingNode map => new PayloadMap(
                [.. map.Children.Select(entry => KeyValuePair.Create((entry.Key as YamlScalarNode)?.Value ?? "", Read(entry.Value, depth - 1)))]),
            YamlSequenceNode list => new PayloadList([.. list.Children.Select(item => Read(item, depth - 1))]),
            _ when YamlFile.IsNull(node) => new PayloadLiteral("null"),
            YamlScalarNode scalar => Scalar(scalar.Value ?? "", scalar.Style == ScalarStyle.Plain),
            _ => throw new YamlException("unknown node"),
        };
    }

    // A plain scalar that YAML takes as a number or a truth value stays one in the JSON; whoever wants text quotes it.
    private static PayloadNode Scalar(string text, bool plain)
    {
        if (!plain) return new PayloadText(text);
        if (text is "null") return new PayloadLiteral("null");
        if (text is "true" or "True" or "TRUE") return new PayloadLiteral("true");
        if (text is "false" or "False" or "FALSE") return new PayloadLiteral("false");
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
            return new PayloadLiteral(whole.ToString(CultureInfo.InvariantCulture));
        bool number = text.AsSpan().IndexOfAnyExcept(NumberCharacters) < 0
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value);
        return number ? new PayloadLiteral(JsonSerializer.Serialize(double.Parse(text, CultureInfo.InvariantCulture))) : new PayloadText(text);
    }
}
