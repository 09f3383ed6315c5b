using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.Ingest.Tests.Scraping;

/// <summary>Accepts everything and keeps nothing.</summary>
internal sealed class NullAppender : IAppender
{
    public AppendOutcome Append(ref SeriesRef series, LabelSet labels, long timestamp, double value) => AppendOutcome.Accepted;

    public AppendOutcome Append(ref SeriesRef series, LabelSet labels, long timestamp, NativeHistogram histogram) => AppendOutcome.Accepted;

    public AppendOutcome AppendExemplar(ref SeriesRef series, LabelSet labels, Exemplar exemplar) => AppendOutcome.Accepted;

    public void SetMetadata(ref SeriesRef series, LabelSet labels, MetricMetadata metadata)
    {
    }

    public ValueTask CommitAsync(CancellationToken cancel) => default;

    public void Rollback()
    {
    }

    public void Dispose()
    {
    }
}
