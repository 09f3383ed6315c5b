using Microsoft.Extensions.Logging;

namespace Tocsin.Ingest.Scraping;

internal static partial class ScrapeLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Scrape of {Target} failed: {Reason}")]
    public static partial void Failed(ILogger log, Uri target, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Scrape of {Target} is not stored")]
    public static partial void NotStored(ILogger log, Uri target, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Job} cannot be scraped: {Reason}")]
    public static partial void PoolFailed(ILogger log, string job, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A target of job {Job} is not right: {Reason}")]
    public static partial void TargetRefused(ILogger log, string job, string reason);
}
