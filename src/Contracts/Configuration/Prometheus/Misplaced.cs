using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Prometheus;

/// <summary>
/// The settings that tutorials put into prometheus.yml though they belong elsewhere. They are applied where this version has them, with a warning that
/// says where they belong and, where it has not, that they do nothing. A strict load never takes them, so that they are refused as unknown, as upstream does.
/// </summary>
internal static class Misplaced
{
    public static StorageConfig Storage(YamlMap tsdb, StorageConfig storage, ConfigPlace place)
    {
        if (place.Options.Strict) return storage;
        if (Take(tsdb, "retention.time", "write storage.tsdb.retention: {time: ...}") is { } time)
            storage = storage with { RetentionTime = StorageReader.RetentionTime(time) };
        if (Take(tsdb, "retention.size", "write storage.tsdb.retention: {size: ...}") is { } size)
            storage = storage with { RetentionSize = StorageReader.RetentionSize(size) };
        Take(tsdb, "wal-compression", "it is the flag --storage.tsdb.wal-compression", "the log is always compressed")?.AsBool(true);
        Take(tsdb, "head-chunks-write-queue-size", "it is the flag --storage.tsdb.head-chunks-write-queue-size", "there is no such queue here")?.AsInteger(0);
        return storage;
    }

    public static MisplacedQuerySettings Query(YamlMap root, ConfigPlace place)
    {
        if (place.Options.Strict) return new();
        if (Take(root, "query", "these are the flags --query.max-concurrency, --query.timeout and --query.max-samples")?.AsMap() is not { } map) return new();
        var query = new MisplacedQuerySettings(
            map.Take("max-concurrency") is { IsNull: false } concurrency ? (int)Math.Clamp(concurrency.AsInteger(20), 1, int.MaxValue) : null,
            map.OptionalDuration("timeout"),
            map.Take("max-samples") is { IsNull: false } samples ? samples.AsInteger(50_000_000) : null);
        map.RejectUnknown();
        return query;
    }

    /// <summary>The queries of postgres_exporter: nothing here could run them.</summary>
    public static void ExporterQueries(YamlMap root, ConfigPlace place)
    {
        if (!place.Options.Strict && root.Take("queries") is { } queries)
            queries.Warn("ignored: queries belong to the exporter", "give the list to postgres_exporter (--extend.query-path) or sql_exporter and remove it here");
    }

    /// <summary>Where a well-known stray at the top level belongs.</summary>
    public static string? Belongs(string key) => key switch
    {
        "queries" => "queries: belongs to postgres_exporter (--extend.query-path / sql_exporter), remove it here",
        "query" => "these are the flags --query.max-concurrency, --query.timeout and --query.max-samples",
        "groups" => "this looks like a rule file: name it under rule_files",
        "route" or "receivers" or "inhibit_rules" => "this belongs to alertmanager.yml",
        "apiVersion" or "kind" or "spec" or "metadata" => "this is a Kubernetes resource, not a prometheus.yml",
        _ => null,
    };

    private static YamlValue? Take(YamlMap map, string key, string belongs, string? withoutEffect = null)
    {
        YamlValue? value = map.Take(key);
        value?.Warn(withoutEffect is null ? "does not belong here; applied nevertheless" : $"does not belong here and has no effect: {withoutEffect}", belongs);
        return value is { IsNull: false } ? value : null;
    }
}
