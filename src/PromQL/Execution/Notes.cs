using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Execution;

/// <summary>
/// Warnings and infos of one query. A text is told once: of several places, as upstream does, the one that is evaluated last, which is the operation
/// around another and the right one of two. Thread-safe.
/// </summary>
internal sealed class Notes(string query)
{
    private readonly Lock _lock = new();
    // Most queries have nothing to say.
    private Dictionary<string, Place?>? _warnings;
    private Dictionary<string, Place?>? _infos;

    public IReadOnlyList<string> Warnings => Texts(_warnings, "PromQL warning: ");

    public IReadOnlyList<string> Infos => Texts(_infos, "PromQL info: ");

    public void Warn(string text, TextRange position) => Add(ref _warnings, text, new Place(position, position));

    public void Inform(string text, TextRange position) => Add(ref _infos, text, new Place(position, position));

    public void HistogramIgnored(string aggregation, TextRange position) => Inform($"ignored histogram in {aggregation} aggregation", position);

    public void MixedAggregation(TextRange position) => Warn("encountered a mix of histograms and floats for aggregation", position);

    /// <param name="operation">Where the whole operation stands whose parameter it is.</param>
    public void BadQuantile(double quantile, TextRange position, TextRange operation) =>
        Add(ref _warnings, $"quantile value should be between 0 and 1, got {NumberText.General(quantile)}", new Place(position, operation));

    public void BoundsReconciled(HistogramOperation operation, TextRange position) =>
        Inform($"mismatched custom buckets were reconciled during {operation.ToString().ToLowerInvariant()}", position);

    public void HintsCollide(HistogramOperation operation, TextRange position) =>
        Warn($"conflicting counter resets during histogram {operation.ToString().ToLowerInvariant()}", position);

    /// <summary>A warning of the storage, in its own words.</summary>
    public void Relay(string warning) => Add(ref _warnings, warning, null);

    private void Add(ref Dictionary<string, Place?>? notes, string text, Place? place)
    {
        lock (_lock)
        {
            notes ??= [];
            if (!notes.TryGetValue(text, out Place? known) || (place is { } now && known is { } before && IsLater(now.Operation, before.Operation)))
                notes[text] = place;
        }
    }

    private static bool IsLater(TextRange place, TextRange than)
    {
        if (place.Start <= than.Start && place.End >= than.End) return true;
        return place.Start > than.Start && place.End > than.End;
    }

    private string[] Texts(Dictionary<string, Place?>? notes, string prefix)
    {
        if (notes is null) return [];
        lock (_lock)
        {
            return [.. notes.Select(note => note.Value is { } place ? prefix + Located(note.Key, place.Position) : note.Key)];
        }
    }

    private string Located(string text, TextRange position)
    {
        ParseError at = ParseError.At(query, position, "");
        return $"{text} ({at.Line}:{at.Column})";
    }

    /// <param name="Position">What is told.</param>
    /// <param name="Operation">What decides which of two is evaluated last.</param>
    private readonly record struct Place(TextRange Position, TextRange Operation);
}
