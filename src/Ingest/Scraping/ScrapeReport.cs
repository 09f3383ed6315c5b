using Tocsin.Ingest.Discovery;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.Ingest.Scraping;

/// <summary>The series that a scrape makes about itself: <c>up</c> and its companions. Metric relabelling does not touch them.</summary>
internal sealed class ScrapeReport(Target target)
{
    private readonly Series _up = new(target, "up"), _duration = new(target, "scrape_duration_seconds"), _scraped = new(target, "scrape_samples_scraped"),
        _kept = new(target, "scrape_samples_post_metric_relabeling"), _added = new(target, "scrape_series_added"),
        _timeout = new(target, "scrape_timeout_seconds"), _limit = new(target, "scrape_sample_limit"), _bytes = new(target, "scrape_body_size_bytes");

    /// <param name="bodyBytes">-1: the page was over its limit.</param>
    public void Append(IAppender appender, ScrapeSettings settings, long time, IntakeResult result, TimeSpan took, long bodyBytes)
    {
        _up.Append(appender, time, result.Error.Length == 0 ? 1 : 0);
        _duration.Append(appender, time, took.TotalSeconds);
        _scraped.Append(appender, time, result.Scraped);
        _kept.Append(appender, time, result.Kept);
        _added.Append(appender, time, result.Added);
        if (!settings.Config.Scrape.ExtraMetrics) return;
        _timeout.Append(appender, time, target.Timeout.TotalSeconds);
        _limit.Append(appender, time, settings.Config.Scrape.SampleLimit);
        _bytes.Append(appender, time, bodyBytes);
    }

    public void AppendMarkers(IAppender appender, ScrapeSettings settings, long time)
    {
        foreach (Series series in (Series[])[_up, _duration, _scraped, _kept, _added]) series.Append(appender, time, StaleMarker.Value);
        if (!settings.Config.Scrape.ExtraMetrics) return;
        foreach (Series series in (Series[])[_timeout, _limit, _bytes]) series.Append(appender, time, StaleMarker.Value);
    }

    private sealed class Series(Target target, string name)
    {
        private readonly LabelSet _labels = SampleLabels.ForReport(name, target);
        private SeriesRef _ref;

        // A target that shows a series of this name keeps its own value: the outcome is a duplicate then, and that is fine.
        public void Append(IAppender appender, long time, double value) => appender.Append(ref _ref, _labels, time, value);
    }
}
