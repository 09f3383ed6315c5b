namespace Tocsin.Tsdb.Compaction;

/// <summary>What compaction needs to know.</summary>
/// <param name="LongestBlock">No block is made longer than this, in ms.</param>
/// <param name="Kept">How long and how much is kept.</param>
/// <param name="EndedShare">Which part of all series those that ended have to be, to leave memory early; 0: never.</param>
internal sealed record CompactionSettings(long LongestBlock, KeptLimits Kept, double EndedShare);
