using System.IO.Hashing;
using Tocsin.Contracts.Configuration.Prometheus;
using Tocsin.Ingest.Discovery;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.Ingest.Scraping;

/// <summary>What a page came to.</summary>
/// <param name="Scraped">Samples read, dropped ones included.</param>
/// <param name="Kept">Samples left by metric relabelling.</param>
/// <param name="Added">Series not seen before.</param>
/// <param name="Error">Why the whole page is refused; empty when it is good.</param>
internal readonly record struct IntakeResult(int Scraped, int Kept, int Added, string Error);

/// <summary>Reads a page into an appender: cached series by their handle, new ones through merging, relabelling and the limits.</summary>
internal sealed class SampleIntake(IExpositionReader reader, ScrapeCache cache, FamilyMetadata metadata, ScrapeMetrics metrics)
{
    private const long MaxAheadMs = 10 * 60 * 1000;
    private readonly LabelSetBuilder _labels = new();
    private Target _target = null!;
    private ScrapeSettings _settings = null!;
    private IAppender _appender = null!;
    private long _scrapeTime;
    private int _scraped, _kept, _added, _counted;
    private string _error = "";

    /// <summary>Appends everything, staleness markers of vanished series included. After an error, roll the appender back.</summary>
    public IntakeResult Read(Target target, ScrapeSettings settings, IAppender appender, long scrapeTime)
    {
        (_target, _settings, _appender, _scrapeTime) = (target, settings, appender, scrapeTime);
        (_scraped, _kept, _added, _counted, _error) = (0, 0, 0, 0, "");
        cache.Begin();
        while (true)
        {
            ExpositionEntry entry = reader.Next(cache.Expected);
            if (entry == ExpositionEntry.End) break;
            if (entry == ExpositionEntry.Error) _error = reader.Error;
            else if (entry != ExpositionEntry.Sample) metadata.Take(entry, reader);
            else if (!TakeSample()) break;
            if (entry == ExpositionEntry.Error) break;
        }
        int limit = settings.Config.Scrape.SampleLimit;
        if (_error.Length == 0 && limit > 0 && _counted > limit)
        {
            _error = "sample limit exceeded";
            metrics.SampleLimitExceeded();
        }
        if (_error.Length > 0) cache.Abort();
        else AppendMarkers(cache.Complete());
        return new IntakeResult(_scraped, _kept, _added, _error);
    }

    private void AppendMarkers(List<CachedSeries> vanished)
    {
        foreach (CachedSeries series in vanished) _appender.Append(ref series.Ref, series.Labels!, _scrapeTime, StaleMarker.Value);
    }

    private bool TakeSample()
    {
        _scraped++;
        bool isNew = false;
        CachedSeries? series;
        if (reader.AsExpected) series = cache.TakeExpected();
        else if (!cache.TryFind(reader.Series, out series))
        {
            series = AddSeries();
            if (series is null) return false;
            isNew = true;
        }
        if (series.Labels is null) return true;
        _kept++;
        Append(series, isNew);
        return _error.Length == 0;
    }

    private CachedSeries? AddSeries()
    {
        _error = reader.ReadLabels(_labels) ?? "";
        if (_error.Length > 0) return null;
        SampleLabels.Merge(_labels, _target, _settings.Config.HonorLabels, reader);
        if (!_settings.MetricRelabeler.Apply(_labels) || _labels.Count == 0) return cache.Add(reader.Series, null);
        LabelSet labels = _labels.Build();
        _error = SampleLabels.Check(labels, _settings.Config.Scrape) ?? "";
        return _error.Length > 0 ? null : cache.Add(reader.Series, labels);
    }

    private void Append(CachedSeries series, bool isNew)
    {
        ScrapeConfig config = _settings.Config;
        bool ownTime = reader.HasTimestamp && config.HonorTimestamps;
        long time = ownTime ? reader.Timestamp : _scrapeTime;
        double value = reader.Histogram?.Sum ?? reader.Value;
        if (!StaleMarker.Is(value)) _counted++;
        // Past its limit the page is only counted: it will be refused as a whole.
        if (config.Scrape.SampleLimit > 0 && _counted > config.Scrape.SampleLimit) return;
        AppendOutcome outcome = ownTime && time > _scrapeTime + MaxAheadMs
            ? AppendOutcome.TooFarInFuture
            : reader.Histogram is { } histogram
                ? _appender.Append(ref series.Ref, series.Labels!, time, histogram)
                : _appender.Append(ref series.Ref, series.Labels!, time, value);
        if (outcome is AppendOutcome.InvalidLabels or AppendOutcome.NotSupported)
        {
            _error = $"the store refused {series.Labels}: {outcome}";
            return;
        }
        if (outcome is AppendOutcome.Accepted or AppendOutcome.Duplicate)
        {
            if (isNew) _added++;
            series.Tracked = !ownTime || config.TrackTimestampsStaleness;
            series.Stale = false;
        }
        else metrics.SampleDropped(outcome);
        if (!reader.ExemplarText.IsEmpty) AppendExemplar(series, time);
    }

    // Targets show the same exemplar until there is a newer one; only a new text is parsed.
    private void AppendExemplar(CachedSeries series, long time)
    {
        ulong hash = XxHash3.HashToUInt64(reader.ExemplarText);
        if (hash == series.Exemplar) return;
        series.Exemplar = hash;
        if (reader.ReadExemplar(time) is { } exemplar) _appender.AppendExemplar(ref series.Ref, series.Labels!, exemplar);
    }
}
