using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Prometheus;

/// <summary>Reads <c>storage</c>.</summary>
internal static class StorageReader
{
    public static StorageConfig Read(YamlMap? map, ConfigPlace place)
    {
        var storage = new StorageConfig();
        if (map is null) return storage;
        if (map.Map("exemplars") is { } exemplars)
        {
            storage = storage with { MaxExemplars = exemplars.Integer("max_exemplars", storage.MaxExemplars) };
            exemplars.RejectUnknown();
        }
        if (map.Map("tsdb") is { } tsdb)
        {
            storage = Retention(tsdb.Map("retention"), storage with
            {
                OutOfOrderTimeWindow = tsdb.Duration("out_of_order_time_window", TimeSpan.Zero),
                StaleSeriesThreshold = StaleSeriesThreshold(tsdb.Take("stale_series_compaction_threshold")),
            });
            ChunkEncoding(tsdb.Map("chunk_encoding"));
            storage = Misplaced.Storage(tsdb, storage, place);
            tsdb.RejectUnknown();
        }
        map.RejectUnknown();
        return storage;
    }

    private static double? StaleSeriesThreshold(YamlValue? value)
    {
        if (value is not { IsNull: false }) return null;
        double threshold = value.AsNumber(0);
        if (threshold is >= 0 and <= 1) return threshold;
        value.Error("'storage.tsdb.stale_series_compaction_threshold' must be in the range [0, 1]", "a part of all series, 0.1 for a tenth; 0 for never");
        return null;
    }

    internal static TimeSpan? RetentionTime(YamlValue? value) => value is { IsNull: false } ? value.AsDuration(TimeSpan.Zero) : null;

    internal static long? RetentionSize(YamlValue? value)
    {
        if (value is not { IsNull: false }) return null;
        if (ByteSize.TryParse(value.AsString(), out long bytes)) return bytes;
        value.Error($"units: unknown unit in {value.AsString()}", "write it as 512MB or 100GB");
        return null;
    }

    private static StorageConfig Retention(YamlMap? map, StorageConfig storage)
    {
        if (map is null) return storage;
        double? percentage = map.Take("percentage") is { IsNull: false } value ? value.AsNumber(0) : null;
        if (percentage is < 0 or > 100) map.Error("'storage.tsdb.retention.percentage' must be in the range [0, 100]");
        storage = storage with { RetentionTime = RetentionTime(map.Take("time")), RetentionSize = RetentionSize(map.Take("size")), RetentionPercentage = percentage };
        map.RejectUnknown();
        return storage;
    }

    private static void ChunkEncoding(YamlMap? map)
    {
        if (map?.Take("floats") is { IsNull: false } floats)
        {
            string name = floats.AsString();
            if (name is not ("xor" or "xor2")) floats.Error($"unknown float chunk encoding \"{name}\"", "xor or xor2");
            if (name is "xor2") ConfigPlace.NotImplemented(floats, "xor2");
        }
        map?.RejectUnknown();
    }
}
