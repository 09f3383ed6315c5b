using System.Text.Json;
using Tocsin.Contracts.Configuration.Yaml;
using Tocsin.Model.Labels;

namespace Tocsin.Contracts.Configuration.Prometheus;

/// <summary>Reads the files of <c>file_sd_configs</c>: a JSON or YAML list of <c>{targets, labels}</c>.</summary>
public static class TargetGroupFile
{
    /// <summary>Null when the file cannot be read or is not right (the reason is in <paramref name="problems"/>).</summary>
    public static IReadOnlyList<StaticTargetGroup>? Read(string path, ConfigProblems problems) =>
        path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? ReadJson(path, problems) : ReadYaml(path, problems);

    private static List<StaticTargetGroup>? ReadYaml(string path, ConfigProblems problems)
    {
        int before = problems.Errors.Count;
        if (YamlFile.ReadList(path, problems) is not { } items) return null;
        var groups = new List<StaticTargetGroup>();
        foreach (YamlValue item in items)
        {
            if (item.IsNull) item.Error("nil target group item found");
            else if (item.AsMap() is { } map) groups.Add(DiscoveryReader.TargetGroup(map));
        }
        return problems.Errors.Count == before ? groups : null;
    }

    private static List<StaticTargetGroup>? ReadJson(string path, ConfigProblems problems)
    {
        try
        {
            if (new FileInfo(path).Length > YamlFile.MaxBytes) throw new JsonException("the file is too large");
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return [.. document.RootElement.EnumerateArray().Select(Group)];
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            int line = e is JsonException { LineNumber: { } at } ? (int)at + 1 : 0;
            problems.Error(new(path, line, 0, "", e.Message, "a list of {\"targets\": [\"host:port\"], \"labels\": {\"name\": \"value\"}}"));
            return null;
        }
    }

    private static StaticTargetGroup Group(JsonElement item)
    {
        var targets = new List<string>();
        var labels = new LabelSetBuilder();
        foreach (JsonProperty property in item.EnumerateObject())
        {
            switch (property.Name)
            {
                case "targets":
                    foreach (JsonElement target in property.Value.EnumerateArray()) targets.Add(target.GetString() ?? "");
                    break;
                case "labels":
                    foreach (JsonProperty label in property.Value.EnumerateObject()) labels.Set(label.Name, label.Value.GetString() ?? "");
                    break;
                default: throw new JsonException($"unknown field \"{property.Name}\"");
            }
        }
        return new StaticTargetGroup(targets, labels.Build());
    }
}
