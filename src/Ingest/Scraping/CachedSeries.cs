using Tocsin.Model.Labels;
using Tocsin.Model.Storage;

namespace Tocsin.Ingest.Scraping;

/// <summary>What is remembered of a series text: the labels it led to and the store's handle.</summary>
internal sealed class CachedSeries(byte[] key, LabelSet? labels)
{
    public byte[] Key { get; } = key;

    /// <summary>Null: a rule drops this series.</summary>
    public LabelSet? Labels { get; } = labels;

    public SeriesRef Ref;

    /// <summary>The number of the last scrape that held it.</summary>
    public long Seen { get; set; }

    /// <summary>Where it stood in that scrape.</summary>
    public int Position { get; set; }

    /// <summary>Gets a staleness marker when it vanishes.</summary>
    public bool Tracked { get; set; }

    /// <summary>Its marker is written already.</summary>
    public bool Stale { get; set; }

    /// <summary>Hash of the exemplar text that was stored last.</summary>
    public ulong Exemplar { get; set; }
}
