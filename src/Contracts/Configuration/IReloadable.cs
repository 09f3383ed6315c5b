namespace Tocsin.Contracts.Configuration;

/// <summary>
/// A part that reads configuration files. A reload first prepares every part, and applies only when none has an error, so the old configuration
/// goes on as a whole or is replaced as a whole.
/// </summary>
public interface IReloadable
{
    /// <summary>Which file this part answers for: <c>prometheus</c> or <c>alertmanager</c>; picks the success metric.</summary>
    string Name { get; }

    /// <summary>Reads and validates everything that can fail. Changes nothing that is running.</summary>
    ValueTask<PreparedConfig> PrepareAsync(CancellationToken cancel);
}

/// <summary>A validated configuration that waits to be swapped in.</summary>
/// <param name="Problems">With errors, <paramref name="ApplyAsync"/> is not called.</param>
/// <param name="ApplyAsync">Swaps one immutable snapshot; must not fail for reasons of configuration.</param>
public sealed record PreparedConfig(ConfigProblems Problems, Func<CancellationToken, ValueTask> ApplyAsync);
