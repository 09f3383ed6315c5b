using Tocsin.Contracts.Configuration.Yaml;
using Tocsin.Model.Labels;

namespace Tocsin.Contracts.Configuration.Prometheus;

/// <summary>Reads how targets are found: <c>static_configs</c> and every <c>*_sd_configs</c> upstream knows.</summary>
internal static class DiscoveryReader
{
    private static readonly string[] Others =
    [
        "aws", "azure", "consul", "digitalocean", "dns", "docker", "dockerswarm", "ec2", "eureka", "gce", "hetzner", "http", "ionos", "kubernetes", "kuma",
        "lightsail", "linode", "marathon", "nerve", "nomad", "oci", "openstack", "outscale", "ovhcloud", "puppetdb", "scaleway", "serverset", "stackit",
        "triton", "uyuni", "vultr",
    ];

    private static readonly string[] FileTypes = [".json", ".yml", ".yaml", ".JSON", ".YML", ".YAML"];

    public static DiscoveryConfig Read(YamlMap map, ConfigPlace place)
    {
        var later = new List<string>();
        foreach (string other in Others)
        {
            string key = other + "_sd_configs";
            if (map.Take(key) is not { } value) continue;
            foreach (YamlValue item in value.AsList())
                if (item.IsNull) item.Error($"empty or null section in {key}");
                else item.AsMap();
            ConfigPlace.NotImplemented(value, key);
            later.Add(key);
        }
        return new DiscoveryConfig { Static = ReadStatic(map), Files = ReadFiles(map, place), NotImplemented = later };
    }

    private static List<StaticTargetGroup> ReadStatic(YamlMap owner)
    {
        var groups = new List<StaticTargetGroup>();
        foreach (YamlValue item in owner.List("static_configs"))
        {
            if (item.IsNull) item.Error("empty or null section in static_configs");
            else if (item.AsMap() is { } map) groups.Add(TargetGroup(map));
        }
        return groups;
    }

    internal static StaticTargetGroup TargetGroup(YamlMap map)
    {
        var targets = new List<string>();
        foreach (YamlValue target in map.List("targets"))
        {
            string address = target.AsString();
            if (address.Contains('/', StringComparison.Ordinal))
                target.Error($"\"{address}\" is not a valid hostname", "write host:port here; scheme and metrics_path are keys of the job");
            targets.Add(address);
        }
        var labels = new LabelSetBuilder();
        foreach ((string name, YamlValue value) in map.Map("labels")?.Entries() ?? [])
        {
            if (name.Length == 0) value.Error("\"\" is not a valid label name");
            else labels.Set(name, value.AsString());
        }
        map.RejectUnknown();
        return new StaticTargetGroup(targets, labels.Build());
    }

    private static List<FileDiscoveryConfig> ReadFiles(YamlMap owner, ConfigPlace place)
    {
        var files = new List<FileDiscoveryConfig>();
        foreach (YamlValue item in owner.List("file_sd_configs"))
        {
            if (item.IsNull)
            {
                item.Error("empty or null section in file_sd_configs");
                continue;
            }
            if (item.AsMap() is not { } map) continue;
            IReadOnlyList<YamlValue> patterns = map.List("files");
            if (patterns.Count == 0) map.Error("file service discovery config must contain at least one path name");
            foreach (YamlValue pattern in patterns)
                if (!ValidPattern(pattern.AsString())) pattern.Error($"path name \"{pattern.AsString()}\" is not valid for file discovery", "json, yml or yaml; * in the last element only");
            files.Add(new([.. patterns.Select(pattern => place.Resolve(pattern.AsString()))], GlobalReader.Positive(map, "refresh_interval", TimeSpan.FromMinutes(5))));
            map.RejectUnknown();
        }
        return files;
    }

    private static bool ValidPattern(string pattern)
    {
        int star = pattern.IndexOf('*');
        return FileTypes.Any(type => pattern.EndsWith(type, StringComparison.Ordinal)) && (star < 0 || pattern.IndexOf('/', star) < 0);
    }
}
