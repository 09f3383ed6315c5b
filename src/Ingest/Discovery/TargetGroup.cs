using Tocsin.Model.Labels;

namespace Tocsin.Ingest.Discovery;

/// <summary>Targets that one source named together. The same source replaces its group as a whole.</summary>
/// <param name="Source">Where they come from; unique inside one job.</param>
internal sealed record TargetGroup(string Source, IReadOnlyList<string> Addresses, LabelSet Labels);

/// <summary>One way to find the targets of a job.</summary>
internal interface IDiscoverer : IDisposable
{
    /// <summary>What is known now. Keeps the last good answer of a source that fails.</summary>
    IReadOnlyList<TargetGroup> Current();

    /// <summary>Raised, on any thread, when <see cref="Current"/> may give something else.</summary>
    event Action? Changed;

    /// <summary>How often to ask again without being told; null: never.</summary>
    TimeSpan? RefreshInterval { get; }
}
