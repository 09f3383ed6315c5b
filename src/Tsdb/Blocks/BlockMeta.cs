using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tocsin.Tsdb.Blocks;

/// <summary>How many there are of everything in a block.</summary>
internal sealed record BlockStats
{
    public long Samples { get; init; }

    public long FloatSamples { get; init; }

    public long HistogramSamples { get; init; }

    public long Series { get; init; }

    public long Chunks { get; init; }

    public long Tombstones { get; init; }
}

/// <summary>A block that went into another.</summary>
internal sealed record BlockParent(Ulid Id, long MinTime, long MaxTime);

/// <summary>
/// The <c>meta.json</c> of a block. Fields that we do not know (of Thanos, of later versions) are kept as they are.
/// </summary>
internal sealed record BlockMeta
{
    public const string FileName = "meta.json";
    public const string OutOfOrderHint = "from-out-of-order";

    /// <summary>Series that had ended and left memory early.</summary>
    public const string EndedHint = "from-stale-series";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, IndentCharacter = '\t', IndentSize = 1 };

    public required Ulid Id { get; init; }

    /// <summary>Oldest timestamp the block is for, ms since the epoch, inclusive.</summary>
    public required long MinTime { get; init; }

    /// <summary>First timestamp behind the block: exclusive.</summary>
    public required long MaxTime { get; init; }

    public BlockStats Stats { get; init; } = new();

    /// <summary>1: cut from the head; grows with every compaction.</summary>
    public int Level { get; init; } = 1;

    /// <summary>The blocks of level 1 that this one holds.</summary>
    public IReadOnlyList<Ulid> Sources { get; init; } = [];

    public IReadOnlyList<BlockParent> Parents { get; init; } = [];

    public IReadOnlyList<string> Hints { get; init; } = [];

    /// <summary>A compaction of it failed; it is left alone.</summary>
    public bool Failed { get; init; }

    /// <summary>All it held is deleted.</summary>
    public bool Deletable { get; init; }

    public JsonObject Unknown { get; init; } = [];

    public JsonObject UnknownCompaction { get; init; } = [];

    public JsonObject UnknownStats { get; init; } = [];

    public bool IsOutOfOrder => Hints.Contains(OutOfOrderHint);

    /// <summary>Whether the two have timestamps in common.</summary>
    public bool Overlaps(BlockMeta other) => MinTime < other.MaxTime && other.MinTime < MaxTime;

    /// <exception cref="InvalidDataException">Not a meta.json.</exception>
    /// <exception cref="NotSupportedException">A version we do not read.</exception>
    public static BlockMeta Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 16 });
            JsonObject root = JsonNode.Parse(ref reader)?.AsObject() ?? throw new InvalidDataException("it is empty");
            int version = root["version"]?.GetValue<int>() ?? 0;
            if (version != 1) throw new NotSupportedException($"version {version} of {FileName} is not read, only version 1");
            return new BlockMetaReader(root).Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"it is not valid: {e.Message}", e);
        }
    }

    public byte[] ToJson()
    {
        JsonObject stats = Copy(UnknownStats);
        AddUnlessZero(stats, "numSamples", Stats.Samples);
        AddUnlessZero(stats, "numFloatSamples", Stats.FloatSamples);
        AddUnlessZero(stats, "numHistogramSamples", Stats.HistogramSamples);
        AddUnlessZero(stats, "numSeries", Stats.Series);
        AddUnlessZero(stats, "numChunks", Stats.Chunks);
        AddUnlessZero(stats, "numTombstones", Stats.Tombstones);
        JsonObject compaction = new() { ["level"] = Level };
        if (Sources.Count > 0) compaction["sources"] = new JsonArray([.. Sources.Select(id => JsonValue.Create(id.ToString()))]);
        if (Deletable) compaction["deletable"] = true;
        if (Parents.Count > 0) compaction["parents"] = new JsonArray([.. Parents.Select(ToJson)]);
        if (Failed) compaction["failed"] = true;
        if (Hints.Count > 0) compaction["hints"] = new JsonArray([.. Hints.Select(hint => JsonValue.Create(hint))]);
        foreach ((string name, JsonNode? value) in UnknownCompaction) compaction[name] = value?.DeepClone();
        JsonObject root = new()
        {
            ["ulid"] = Id.ToString(),
            ["minTime"] = MinTime,
            ["maxTime"] = MaxTime,
            ["stats"] = stats,
            ["compaction"] = compaction,
            ["version"] = 1,
        };
        foreach ((string name, JsonNode? value) in Unknown) root[name] = value?.DeepClone();
        return System.Text.Encoding.UTF8.GetBytes(root.ToJsonString(Indented));
    }

    private static JsonNode ToJson(BlockParent parent) =>
        new JsonObject { ["ulid"] = parent.Id.ToString(), ["minTime"] = parent.MinTime, ["maxTime"] = parent.MaxTime };

    private static JsonObject Copy(JsonObject from) => from.DeepClone().AsObject();

    private static void AddUnlessZero(JsonObject into, string name, long number)
    {
        if (number != 0) into[name] = number;
    }
}
