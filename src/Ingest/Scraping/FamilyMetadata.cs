using System.IO.Hashing;
using System.Text;
using Tocsin.Model.Samples;

namespace Tocsin.Ingest.Scraping;

/// <summary>What a target says about its metric families. Written by its loop, read by the API on any thread.</summary>
internal sealed class FamilyMetadata
{
    private const int MaxFamilies = 10_000;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Known> _families = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Known>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public FamilyMetadata() => _lookup = _families.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Takes the type, help or unit entry that the reader stands on. An unchanged one costs no allocation.</summary>
    public void Take(ExpositionEntry entry, IExpositionReader reader)
    {
        if (reader.Family.Length > 1024) return;
        Span<char> buffer = stackalloc char[1024];
        ReadOnlySpan<char> name = buffer[..Encoding.UTF8.GetChars(reader.Family, buffer)];
        ulong text = entry == ExpositionEntry.Type ? 0 : XxHash3.HashToUInt64(reader.RawText);
        lock (_lock)
        {
            if (!_lookup.TryGetValue(name, out Known known))
            {
                if (_families.Count >= MaxFamilies) return;
                known = new Known(new MetricMetadata(MetricType.Unknown, "", ""), 0, 0);
            }
            Known changed = entry switch
            {
                ExpositionEntry.Type => known.Metadata.Type == reader.Type ? known : known with { Metadata = known.Metadata with { Type = reader.Type } },
                ExpositionEntry.Unit => known.Unit == text ? known : known with { Metadata = known.Metadata with { Unit = reader.ReadText() }, Unit = text },
                _ => known.Help == text ? known : known with { Metadata = known.Metadata with { Help = reader.ReadText() }, Help = text },
            };
            if (!ReferenceEquals(changed.Metadata, known.Metadata) || !_lookup.ContainsKey(name)) _families[name.ToString()] = changed;
        }
    }

    public KeyValuePair<string, MetricMetadata>[] All()
    {
        lock (_lock) return [.. _families.Select(family => KeyValuePair.Create(family.Key, family.Value.Metadata))];
    }

    // Help and Unit are hashes of the raw text.
    private readonly record struct Known(MetricMetadata Metadata, ulong Help, ulong Unit);
}
