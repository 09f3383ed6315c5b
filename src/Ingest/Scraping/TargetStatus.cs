namespace Tocsin.Ingest.Scraping;

internal enum TargetHealth
{
    Unknown,
    Up,
    Down,
}

/// <summary>How the last scrape of a target went.</summary>
/// <param name="LastScrape">Ms since the epoch; 0: never.</param>
internal sealed record TargetStatus(TargetHealth Health, long LastScrape, TimeSpan Duration, string LastError)
{
    public static readonly TargetStatus Never = new(TargetHealth.Unknown, 0, TimeSpan.Zero, "");
}
