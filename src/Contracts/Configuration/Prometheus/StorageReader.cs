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
            storage = Retention(tsdb.Map("retention"), storage with { OutOfOrderTimeWindow = OutOfOrderWindow(tsdb) });
            if (tsdb.Take("stale_series_compaction_threshold") is { IsNull: false } threshold)
            {
                threshold.AsNumber(0);
                ConfigPlace.NotImplemented(threshold, "stale_series_compaction_threshold");
            }
            ChunkEncoding(tsdb.Map("chunk_encoding"));
            storage = Misplaced.Storage(tsdb, storage, place);
            tsdb.RejectUnknown();
        }
        map.RejectUnknown();
        return storage;
    }

    private static TimeSpan OutOfOrderWindow(YamlMap tsdb)
    {
        TimeSpan window = tsdb.Duration("out_of_order_time_window", TimeSpan.Zero);
        if (window != TimeSpan.Zero) ConfigPlace.NotImplemented(tsdb.Take("out_of_order_time_window")!, "an out-of-order window");
        return window;
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
        YamlValue? size = map.Take("size");
        if (size is { IsNull: false }) ConfigPlace.NotImplemented(size, "a limit by size");
        if (percentage is > 0) ConfigPlace.NotImplemented(map.Take("percentage")!, "a limit by percentage");
        storage = storage with { RetentionTime = RetentionTime(map.Take("time")), RetentionSize = RetentionSize(size), RetentionPercentage = percentage };
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
