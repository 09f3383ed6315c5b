using Tocsin.Contracts.Configuration.Prometheus;

namespace Tocsin.Ingest.Exposition;

/// <summary>What a job wants of histograms that a target shows as native ones.</summary>
/// <param name="Native">Take the native form; else the classic one.</param>
/// <param name="AlwaysClassic">Take the classic one too.</param>
/// <param name="BucketLimit">A histogram of more buckets is made coarser, and refused when that does not help; 0: no limit.</param>
/// <param name="MinBucketFactor">Buckets must grow by at least this factor; finer histograms are made coarser. 0: as they are.</param>
internal readonly record struct HistogramWishes(bool Native, bool AlwaysClassic, int BucketLimit, double MinBucketFactor)
{
    public HistogramWishes(ScrapeConfig config)
        : this(config.Scrape.NativeHistograms, config.Scrape.AlwaysClassicHistograms, config.NativeHistogramBucketLimit, config.NativeHistogramMinBucketFactor)
    {
    }
}
