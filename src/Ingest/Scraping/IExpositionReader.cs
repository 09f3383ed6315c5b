using Tocsin.Contracts.Configuration.Prometheus;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.Ingest.Scraping;

/// <summary>What <see cref="IExpositionPage.Next"/> found.</summary>
internal enum ExpositionEntry
{
    Sample,
    Type,
    Help,
    Unit,
    End,

    /// <summary>The text is not right; nothing after it is read. <see cref="IExpositionPage.Error"/> says why.</summary>
    Error,
}

/// <summary>Reads pages of any format. One reader serves one loop, page after page.</summary>
internal interface IExpositionReader : IExpositionPage
{
    /// <summary>Starts a page; gives back why its format cannot be read, or null.</summary>
    string? Open(string? contentType, ScrapeConfig config, ReadOnlyMemory<byte> page);
}

/// <summary>One scraped page, read entry by entry, in the formats with a line a sample without allocating. Views are valid until the next call.</summary>
internal interface IExpositionPage
{
    /// <summary>Goes on to the next entry.</summary>
    /// <param name="expected">The series text that probably comes next: when it does, it is only compared, not parsed.</param>
    ExpositionEntry Next(ReadOnlySpan<byte> expected);

    /// <summary>Whether the sample's series is the expected one; then nothing but value, timestamp and exemplar may be asked for.</summary>
    bool AsExpected { get; }

    /// <summary>Name and labels as they are written; the key under which a cache knows the series.</summary>
    ReadOnlySpan<byte> Series { get; }

    double Value { get; }

    /// <summary>The sample is this native histogram, and <see cref="Value"/> means nothing; null: it is a float.</summary>
    NativeHistogram? Histogram { get; }

    bool HasTimestamp { get; }

    /// <summary>Ms since the epoch.</summary>
    long Timestamp { get; }

    /// <summary>The exemplar of the sample as it is written; empty when there is none.</summary>
    ReadOnlySpan<byte> ExemplarText { get; }

    /// <summary>Clears <paramref name="into"/> and fills it with the labels of the series; gives back what is wrong with them, or null.</summary>
    string? ReadLabels(LabelSetBuilder into);

    /// <summary>Whether the series text names this label, even with an empty value.</summary>
    bool NamesLabel(ReadOnlySpan<byte> name);

    /// <param name="sampleTimestamp">The time of an exemplar that has none of its own.</param>
    Exemplar? ReadExemplar(long sampleTimestamp);

    /// <summary>The metric family that a type, help or unit entry is about.</summary>
    ReadOnlySpan<byte> Family { get; }

    MetricType Type { get; }

    /// <summary>The text of a help or unit entry as it is written.</summary>
    ReadOnlySpan<byte> RawText { get; }

    /// <summary>The text of a help or unit entry without its escapes.</summary>
    string ReadText();

    string Error { get; }
}
