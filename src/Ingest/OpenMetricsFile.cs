using Tocsin.Ingest.Exposition;
using Tocsin.Ingest.Scraping;
using Tocsin.Model.Labels;

namespace Tocsin.Ingest;

/// <summary>A file in OpenMetrics text whose samples carry their time: what old data is brought in with.</summary>
/// <param name="content">The whole file.</param>
public sealed class OpenMetricsFile(ReadOnlyMemory<byte> content)
{
    /// <summary>Shows every sample in the order of the file: labels, timestamp in ms since the epoch, value.</summary>
    /// <exception cref="FormatException">Not OpenMetrics, or a sample without a timestamp.</exception>
    public void Read(Action<LabelSet, long, double> sample)
    {
        var page = new OpenMetricsText();
        var builder = new LabelSetBuilder();
        page.Open(content);
        while (true)
        {
            ExpositionEntry entry = page.Next(default);
            if (entry == ExpositionEntry.End) return;
            if (entry == ExpositionEntry.Error) throw new FormatException(page.Error);
            if (entry != ExpositionEntry.Sample) continue;
            builder.Clear();
            if (page.ReadLabels(builder) is { } wrong) throw new FormatException(wrong);
            LabelSet labels = builder.Build();
            if (!page.HasTimestamp) throw new FormatException($"expected timestamp for series {labels} got none");
            sample(labels, page.Timestamp, page.Value);
        }
    }

    /// <summary>The same for the samples of a time range only, of which no labels are made that are not wanted. Both ends inclusive.</summary>
    /// <inheritdoc cref="Read(Action{LabelSet, long, double})"/>
    public void Read(long minTime, long maxTime, Action<LabelSet, long, double> sample)
    {
        var page = new OpenMetricsText();
        var builder = new LabelSetBuilder();
        page.Open(content);
        for (ExpositionEntry entry = page.Next(default); entry is not (ExpositionEntry.End or ExpositionEntry.Error); entry = page.Next(default))
        {
            if (entry != ExpositionEntry.Sample || !page.HasTimestamp || page.Timestamp < minTime || page.Timestamp > maxTime) continue;
            builder.Clear();
            if (page.ReadLabels(builder) is { } wrong) throw new FormatException(wrong);
            sample(builder.Build(), page.Timestamp, page.Value);
        }
    }
}
