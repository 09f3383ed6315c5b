using Tocsin.Ingest.Discovery;

namespace Tocsin.Ingest.Scraping;

/// <summary>Fetches the page of a target. A page that does not come is a value, not an exception.</summary>
internal interface ITargetFetcher
{
    /// <summary>Fills the buffer. Returns within the target's timeout.</summary>
    ValueTask<FetchResult> FetchAsync(Target target, ScrapeSettings settings, PageBuffer into, CancellationToken cancel);
}

/// <param name="ContentType">As the target wrote it; null when it did not.</param>
/// <param name="Error">Why there is no page; empty when there is one.</param>
internal readonly record struct FetchResult(string? ContentType, string Error, bool BodyLimitExceeded = false);
