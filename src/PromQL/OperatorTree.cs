namespace Tocsin.PromQL;

/// <summary>What each operator of a query did, from the last one down to the selectors.</summary>
/// <param name="Name">The kind of operator, and the function or aggregation it computes.</param>
/// <param name="Text">The part of the query it stands for.</param>
/// <param name="Rows">Series with a value that it gave; one that is asked for twice counts twice.</param>
/// <param name="Samples">Values it gave.</param>
/// <param name="Time">Its own time and that of its inputs, on all threads together.</param>
public sealed record OperatorTree(string Name, string Text, long Rows, long Samples, TimeSpan Time, IReadOnlyList<OperatorTree> Inputs);
