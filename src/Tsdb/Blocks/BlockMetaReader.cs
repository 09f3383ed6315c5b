using System.Text.Json.Nodes;

namespace Tocsin.Tsdb.Blocks;

/// <summary>Takes what is known out of a parsed meta.json; what is left is unknown.</summary>
internal sealed class BlockMetaReader(JsonObject root)
{
    private const int MostListed = 100_000;

    public BlockMeta Read()
    {
        JsonObject compaction = Take(root, "compaction")?.AsObject() ?? [];
        JsonObject stats = Take(root, "stats")?.AsObject() ?? [];
        root.Remove("version");
        var meta = new BlockMeta
        {
            Id = Id(Take(root, "ulid")),
            MinTime = Take(root, "minTime")?.GetValue<long>() ?? throw new InvalidDataException("minTime is missing"),
            MaxTime = Take(root, "maxTime")?.GetValue<long>() ?? throw new InvalidDataException("maxTime is missing"),
            Stats = new BlockStats
            {
                Samples = Number(stats, "numSamples"),
                FloatSamples = Number(stats, "numFloatSamples"),
                HistogramSamples = Number(stats, "numHistogramSamples"),
                Series = Number(stats, "numSeries"),
                Chunks = Number(stats, "numChunks"),
                Tombstones = Number(stats, "numTombstones"),
            },
            Level = (int)Math.Clamp(Number(compaction, "level"), 0, int.MaxValue),
            Sources = List(compaction, "sources", Id),
            Parents = List(compaction, "parents", Parent),
            Hints = List(compaction, "hints", node => node?.GetValue<string>() ?? ""),
            Failed = Take(compaction, "failed")?.GetValue<bool>() ?? false,
            Deletable = Take(compaction, "deletable")?.GetValue<bool>() ?? false,
            Unknown = root,
            UnknownCompaction = compaction,
            UnknownStats = stats,
        };
        if (meta.MaxTime < meta.MinTime) throw new InvalidDataException($"maxTime {meta.MaxTime} is before minTime {meta.MinTime}");
        return meta;
    }

    private static JsonNode? Take(JsonObject from, string name)
    {
        JsonNode? value = from[name];
        from.Remove(name);
        return value;
    }

    private static long Number(JsonObject from, string name) => Take(from, name)?.GetValue<long>() ?? 0;

    private static List<T> List<T>(JsonObject from, string name, Func<JsonNode?, T> read)
    {
        if (Take(from, name) is not { } node) return [];
        JsonArray list = node.AsArray();
        if (list.Count > MostListed) throw new InvalidDataException($"{name} lists {list.Count} entries");
        return [.. list.Select(read)];
    }

    private static BlockParent Parent(JsonNode? node) => new(
        Id(node?["ulid"]), node?["minTime"]?.GetValue<long>() ?? 0, node?["maxTime"]?.GetValue<long>() ?? 0);

    private static Ulid Id(JsonNode? node)
    {
        string text = node?.GetValue<string>() ?? "";
        return Ulid.TryParse(text, out Ulid id) ? id : throw new InvalidDataException($"\"{text}\" is not a ULID");
    }
}
