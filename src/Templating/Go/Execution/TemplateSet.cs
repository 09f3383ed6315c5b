using System.Diagnostics.CodeAnalysis;
using Tocsin.Templating.Go.Functions;
using Tocsin.Templating.Go.Parsing;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Execution;

/// <summary>Named templates that may call each other, and the functions they use. Immutable: adding makes a new set.</summary>
internal sealed class TemplateSet
{
    private readonly Dictionary<string, ParsedTemplate> _templates;

    public TemplateSet(FunctionTable functions) : this(functions, new Dictionary<string, ParsedTemplate>(StringComparer.Ordinal))
    {
    }

    private TemplateSet(FunctionTable functions, Dictionary<string, ParsedTemplate> templates)
    {
        Functions = functions;
        _templates = templates;
    }

    public FunctionTable Functions { get; }

    public IEnumerable<ParsedTemplate> All => _templates.Values;

    /// <summary>Later definitions win; an empty one does not replace one that has something.</summary>
    public TemplateSet Add(IEnumerable<ParsedTemplate> templates)
    {
        var all = new Dictionary<string, ParsedTemplate>(_templates, StringComparer.Ordinal);
        foreach (ParsedTemplate template in templates)
        {
            if (!template.IsEmpty || !all.ContainsKey(template.Name)) all[template.Name] = template;
        }
        return new TemplateSet(Functions, all);
    }

    /// <summary>The same templates with other bodies for some functions.</summary>
    public TemplateSet With(params IEnumerable<GoFunction> functions) => new(Functions.With(functions), _templates);

    /// <exception cref="ParseFailure"/>
    public TemplateSet Parse(string name, string text) => Add(Parser.Parse(name, text, Functions.Contains));

    public bool TryGet(string name, [NotNullWhen(true)] out ParsedTemplate? template) => _templates.TryGetValue(name, out template);
}
