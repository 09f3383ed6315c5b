using System.Diagnostics.Metrics;
using Tocsin.Model.Storage;

namespace Tocsin.Ingest.Scraping;

/// <summary>Counts what scraping does, under upstream's names.</summary>
internal sealed class ScrapeMetrics
{
    private static readonly InstrumentAdvice<double> IntervalBuckets = new()
    {
        HistogramBucketBoundaries = [0.1, 0.5, 1, 2, 5, 10, 14.9, 15.1, 29.9, 30.1, 59.9, 60.1, 120, 300],
    };

    private readonly Histogram<double> _interval;
    private readonly Histogram<double> _syncLength;
    private readonly Counter<long> _syncs, _pools, _poolsFailed, _reloads, _reloadsFailed, _bodyLimit, _sampleLimit, _targetLimit, _duplicates, _outOfOrder, _outOfBounds;

    public ScrapeMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create("Tocsin");
        Counter<long> Count(string name, string help) => meter.CreateCounter<long>(name, null, help);
        _interval = meter.CreateHistogram("prometheus_target_interval_length_seconds", null, "Actual intervals between scrapes.", advice: IntervalBuckets);
        _syncLength = meter.CreateHistogram<double>("prometheus_target_sync_length_seconds", null, "Actual interval to sync the scrape pool.");
        _syncs = Count("prometheus_target_scrape_pool_sync_total", "Total number of syncs that were executed on a scrape pool.");
        _pools = Count("prometheus_target_scrape_pools_total", "Total number of scrape pool creation attempts.");
        _poolsFailed = Count("prometheus_target_scrape_pools_failed_total", "Total number of scrape pool creations that failed.");
        _reloads = Count("prometheus_target_scrape_pool_reloads_total", "Total number of scrape pool reloads.");
        _reloadsFailed = Count("prometheus_target_scrape_pool_reloads_failed_total", "Total number of failed scrape pool reloads.");
        _bodyLimit = Count("prometheus_target_scrapes_exceeded_body_size_limit_total", "Total number of scrapes that hit the body size limit");
        _sampleLimit = Count("prometheus_target_scrapes_exceeded_sample_limit_total", "Total number of scrapes that hit the sample limit and were rejected.");
        _targetLimit = Count("prometheus_target_scrape_pool_exceeded_target_limit_total", "Total number of times scrape pools hit the target limit, during sync or config reload.");
        _duplicates = Count("prometheus_target_scrapes_sample_duplicate_timestamp_total", "Total number of samples rejected due to duplicate timestamps but different values.");
        _outOfOrder = Count("prometheus_target_scrapes_sample_out_of_order_total", "Total number of samples rejected due to not being out of the expected order.");
        _outOfBounds = Count("prometheus_target_scrapes_sample_out_of_bounds_total", "Total number of samples rejected due to timestamp falling outside of the time bounds.");
        // A counter that never counted should be there with 0.
        foreach (Counter<long> counter in (Counter<long>[])[_pools, _poolsFailed, _reloads, _reloadsFailed, _bodyLimit, _sampleLimit, _targetLimit, _duplicates, _outOfOrder, _outOfBounds])
            counter.Add(0);
    }

    public void Interval(TimeSpan actual, string configured) => _interval.Record(actual.TotalSeconds, new KeyValuePair<string, object?>("interval", configured));

    public void Synced(string job, TimeSpan took)
    {
        var tag = new KeyValuePair<string, object?>("scrape_job", job);
        _syncs.Add(1, tag);
        _syncLength.Record(took.TotalSeconds, tag);
    }

    public void PoolMade() => _pools.Add(1);

    public void PoolFailed() => _poolsFailed.Add(1);

    public void PoolReloaded() => _reloads.Add(1);

    public void PoolReloadFailed() => _reloadsFailed.Add(1);

    public void BodyLimitExceeded() => _bodyLimit.Add(1);

    public void SampleLimitExceeded() => _sampleLimit.Add(1);

    public void TargetLimitExceeded() => _targetLimit.Add(1);

    public void SampleDropped(AppendOutcome outcome)
    {
        if (outcome == AppendOutcome.DuplicateForTimestamp) _duplicates.Add(1);
        else if (outcome == AppendOutcome.OutOfOrder) _outOfOrder.Add(1);
        else _outOfBounds.Add(1);
    }
}
