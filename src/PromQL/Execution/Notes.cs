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
