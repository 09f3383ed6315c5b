namespace Tocsin.Tsdb.Compaction;

/// <summary>What compaction needs to know.</summary>
/// <param name="LongestBlock">No block is made longer than this, in ms.</param>
/// <param name="Kept">How long and how much is kept.</param>
internal sealed record CompactionSettings(long LongestBlock, KeptLimits Kept);
