namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>
/// What an entry of a type that is not built yet may hold, as far as it can be checked without building it. Keys ending in <c>*</c> are required.
/// </summary>
/// <param name="Key">The list's key in a receiver.</param>
/// <param name="Texts">Keys that hold text; <c>a|b</c> are two keys of which only one may be given.</param>
/// <param name="Others">Keys that hold anything else.</param>
internal sealed record ReceiverShape(string Type, string Key, bool SendResolved, string[] Texts, string[] Others)
{
    public bool HasHttpConfig { get; init; } = true;

    /// <summary>Pairs of which exactly one must be given, with the error when there is none.</summary>
    public (string Pair, string Missing)[] Exactly { get; init; } = [];

    /// <summary>Pairs that may come from the global block instead: local keys, global key, error when there is neither.</summary>
    public (string Pair, string Global, string Missing)[] Inherited { get; init; } = [];
}
