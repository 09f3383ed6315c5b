using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Execution;

/// <summary>Warnings and infos of one query: each text once, in the order found. Thread-safe.</summary>
internal sealed class Notes(string query)
{
    private readonly Lock _lock = new();
    private readonly List<string> _warnings = [];
    private readonly List<string> _infos = [];
    private readonly HashSet<string> _seen = [];

    public IReadOnlyList<string> Warnings => _warnings;

    public IReadOnlyList<string> Infos => _infos;

    public void Warn(string text, TextRange position) => Add(_warnings, "PromQL warning: " + Located(text, position));

    public void Inform(string text, TextRange position) => Add(_infos, "PromQL info: " + Located(text, position));

    public void HistogramIgnored(string aggregation, TextRange position) => Inform($"ignored histogram in {aggregation} aggregation", position);

    public void MixedAggregation(TextRange position) => Warn("encountered a mix of histograms and floats for aggregation", position);

    public void BadQuantile(double quantile, TextRange position) =>
        Warn($"quantile value should be between 0 and 1, got {NumberText.General(quantile)}", position);

    public void BoundsReconciled(HistogramOperation operation, TextRange position) =>
        Inform($"mismatched custom buckets were reconciled during {operation.ToString().ToLowerInvariant()}", position);

    public void HintsCollide(HistogramOperation operation, TextRange position) =>
        Warn($"conflicting counter resets during histogram {operation.ToString().ToLowerInvariant()}", position);

    /// <summary>A warning of the storage, in its own words.</summary>
    public void Relay(string warning) => Add(_warnings, warning);

    private string Located(string text, TextRange position)
    {
        ParseError at = ParseError.At(query, position, "");
        return $"{text} ({at.Line}:{at.Column})";
    }

    private void Add(List<string> list, string text)
    {
        lock (_lock)
        {
            if (_seen.Add(text)) list.Add(text);
        }
    }
}
