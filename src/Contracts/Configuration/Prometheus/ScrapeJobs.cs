using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Prometheus;

/// <summary>Collects the scrape jobs of the main file and of the included ones; a name may come once only.</summary>
internal sealed class ScrapeJobs(ScrapeDefaults global)
{
    private readonly List<ScrapeConfig> _jobs = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public void Read(YamlMap root, ConfigPlace place)
    {
        foreach (YamlValue item in root.List("scrape_configs"))
        {
            if (item.IsNull) item.Error("empty or null scrape config section");
            else if (item.AsMap() is { } map && ScrapeReader.Read(map, global, place) is { } job) Add(map, job);
        }
    }

    public List<ScrapeConfig> WithIncluded(List<string> patterns, ConfigPlace place)
    {
        foreach (string file in patterns.SelectMany(FileGlob.Expand))
        {
            if (!File.Exists(file)) continue;
            if (YamlFile.Read(file, place.Problems) is not { } root) continue;
            Read(root, place with { Folder = Path.GetDirectoryName(file) ?? "", File = file });
            root.RejectUnknown(_ => "an included file holds scrape_configs and nothing else");
        }
        return _jobs;
    }

    private void Add(YamlMap map, ScrapeConfig job)
    {
        if (_names.Add(job.JobName)) _jobs.Add(job);
        else map.Error($"found multiple scrape configs with job name \"{job.JobName}\"", "give each job a name of its own");
    }
}
