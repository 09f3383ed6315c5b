using System.IO.Hashing;
using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.Ingest.Discovery;

/// <summary>Something to scrape: where, how often, and the labels its series get. Immutable.</summary>
/// <param name="Discovered">All labels before relabelling.</param>
/// <param name="Labels">The labels of its series: none starts with two underscores.</param>
internal sealed record Target(LabelSet Discovered, LabelSet Labels, Uri Url, TimeSpan Interval, TimeSpan Timeout)
{
    /// <summary>Spreads scrapes over the interval. The same in every process that scrapes this target.</summary>
    public ulong Hash => Labels.Hash ^ XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(Url.OriginalString));

    /// <summary>Two targets of one job with the same key are one target.</summary>
    public TargetKey Key => new(Labels, Url.OriginalString, Interval, Timeout);
}

internal readonly record struct TargetKey(LabelSet Labels, string Url, TimeSpan Interval, TimeSpan Timeout);

/// <summary>What became of one discovered address.</summary>
/// <param name="Target">Null: dropped by relabelling, or not right.</param>
/// <param name="Error">Why it cannot be scraped; empty when it can, or when a rule dropped it.</param>
internal readonly record struct BuiltTarget(LabelSet Discovered, Target? Target, string Error);
