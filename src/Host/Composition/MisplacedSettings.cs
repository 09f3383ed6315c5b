using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Prometheus;
using Tocsin.Host.Roles;

namespace Tocsin.Host.Composition;

/// <summary>
/// The storage section of prometheus.yml, and what some people write there though it belongs to the flags (query limits). It counts at the start, where no flag says otherwise; the
/// loader warns about it. A file that cannot be read changes nothing here: the load that follows says what is wrong with it.
/// </summary>
internal static class MisplacedSettings
{
    public static ServeSettings Apply(ServeSettings settings)
    {
        if (!settings.Has(Role.Ingest) && !settings.Has(Role.Engine)) return settings;
        var options = new PrometheusLoadOptions { Strict = settings.StrictConfig };
        if (PrometheusConfigLoader.Load(settings.ConfigFile, options, new ConfigProblems()) is not { } config) return settings;
        MisplacedQuerySettings query = config.Query;
        return settings with
        {
            RetentionTime = Choose("storage.tsdb.retention.time", config.Storage.RetentionTime, settings.RetentionTime),
            RetentionSize = Choose("storage.tsdb.retention.size", config.Storage.RetentionSize, settings.RetentionSize),
            RetentionPercentage = config.Storage.RetentionPercentage ?? settings.RetentionPercentage,
            OutOfOrderWindow = config.Storage.OutOfOrderTimeWindow,
            EndedSeriesShare = config.Storage.StaleSeriesThreshold ?? settings.EndedSeriesShare,
            MaxExemplars = (int)Math.Clamp(config.Storage.MaxExemplars, 0, 10_000_000),
            Query = settings.Query with
            {
                MaxConcurrency = Choose("query.max-concurrency", query.MaxConcurrency, settings.Query.MaxConcurrency),
                Timeout = Choose("query.timeout", query.Timeout, settings.Query.Timeout),
                MaxSamples = Choose("query.max-samples", query.MaxSamples, settings.Query.MaxSamples),
            },
        };

        T Choose<T>(string flag, T? written, T inForce)
            where T : struct => settings.Given.Contains(flag) ? inForce : written ?? inForce;
    }
}
