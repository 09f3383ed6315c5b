using Tocsin.Contracts.Configuration;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Tocsin.Contracts.Configuration.Yaml;

/// <summary>
/// Reads one YAML document strictly: bounded size and depth, no repeated keys, no second document. Everything wrong goes to the problem list
/// with its line; readers go on with defaults so that one load reports all errors.
/// </summary>
public static class YamlFile
{
    public const int MaxBytes = 16 * 1024 * 1024;
    private const int MaxDepth = 64;

    /// <summary>Reads and parses a file; null when there is nothing to go on with (the reason is in <paramref name="problems"/>).</summary>
    public static YamlMap? Read(string path, ConfigProblems problems) => Text(path, problems) is { } text ? Parse(path, text, problems) : null;

    /// <summary>Reads a file that holds a list at its top; null as in <see cref="Read"/>.</summary>
    public static IReadOnlyList<YamlValue>? ReadList(string path, ConfigProblems problems)
    {
        if (Text(path, problems) is not { } text || !TryLoad(path, text, problems, out YamlNode? root)) return null;
        if (root is null) return [];
        if (root is YamlSequenceNode) return new YamlValue(new YamlSource(path, problems), root, "").AsList();
        problems.Error(new(path, 1, 1, "", "expected a list at the top of the file"));
        return null;
    }

    /// <summary>Parses text; an empty document is an empty map.</summary>
    public static YamlMap? Parse(string file, string text, ConfigProblems problems)
    {
        if (!TryLoad(file, text, problems, out YamlNode? root)) return null;
        if (root is null or YamlMappingNode) return new YamlMap(new YamlSource(file, problems), root as YamlMappingNode ?? new YamlMappingNode(), "");
        problems.Error(new(file, 1, 1, "", "expected a map at the top of the file"));
        return null;
    }

    private static string? Text(string path, ConfigProblems problems)
    {
        try
        {
            if (new FileInfo(path).Length <= MaxBytes) return File.ReadAllText(path);
            problems.Error(new(path, 0, 0, "", $"file is larger than {MaxBytes / 1024 / 1024} MiB"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Error(new(path, 0, 0, "", "cannot be read: " + e.Message));
        }
        return null;
    }

    // An empty document is true with a null root.
    private static bool TryLoad(string file, string text, ConfigProblems problems, out YamlNode? root)
    {
        root = null;
        try
        {
            var stream = new YamlStream();
            stream.Load(new BoundedParser(new Parser(new StringReader(text)), MaxDepth));
            if (stream.Documents.Count > 1)
            {
                Mark at = stream.Documents[1].RootNode.Start;
                problems.Error(new(file, (int)at.Line, (int)at.Column, "", "a second YAML document in one file", "split it: one document a file"));
                return false;
            }
            if (stream.Documents.Count == 1) AliasBounds.Check(stream.Documents[0].RootNode, MaxDepth);
            if (stream.Documents.Count == 1 && !IsNull(stream.Documents[0].RootNode)) root = stream.Documents[0].RootNode;
            return true;
        }
        catch (YamlException e)
        {
            problems.Error(new(file, (int)e.Start.Line, (int)e.Start.Column, "", Explain(e)));
            return false;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // What the parser did not expect: it does not say where.
            problems.Error(new(file, 0, 0, "", "this is no YAML: " + e.Message));
            return false;
        }
    }

    internal static bool IsNull(YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain } scalar && scalar.Value is null or "" or "~" or "null" or "Null" or "NULL";

    private static string Explain(YamlException e)
    {
        string message = (e.InnerException ?? e).Message;
        int cut = message.IndexOf("): ", StringComparison.Ordinal);
        return message.StartsWith('(') && cut > 0 ? message[(cut + 3)..] : message;
    }
}

/// <summary>Where nodes came from and where their problems go.</summary>
internal sealed record YamlSource(string File, ConfigProblems Problems)
{
    public void Error(YamlNode node, string field, string message, string hint = "") =>
        Problems.Error(new(File, (int)node.Start.Line, (int)node.Start.Column, field, message, hint));

    public void Warn(YamlNode node, string field, string message, string hint) =>
        Problems.Warn(new(File, (int)node.Start.Line, (int)node.Start.Column, field, message, hint));
}
