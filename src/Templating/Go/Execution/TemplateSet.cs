using System.Diagnostics.CodeAnalysis;
using Tocsin.Templating.Go.Functions;
using Tocsin.Templating.Go.Parsing;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Execution;

/// <summary>Named templates that may call each other, and the functions they use. Immutable: adding makes a new set.</summary>
internal sealed class TemplateSet
{
    private readonly Dictionary<string, ParsedTemplate> _templates;

    public TemplateSet(FunctionTable functions)
        : this(functions, new Dictionary<string, ParsedTemplate>(StringComparer.Ordinal), NoForeignTemplates.Instance)
    {
    }

    private TemplateSet(FunctionTable functions, Dictionary<string, ParsedTemplate> templates, IForeignTemplates foreign)
    {
        Functions = functions;
        Foreign = foreign;
        _templates = templates;
        Program = new Program(this);
    }

    public FunctionTable Functions { get; }

    public IForeignTemplates Foreign { get; }

    /// <summary>The same templates, to be executed.</summary>
    public Program Program { get; }

    public IEnumerable<ParsedTemplate> All => _templates.Values;

    /// <summary>Later definitions win; an empty one does not replace one that has something.</summary>
    public TemplateSet Add(IEnumerable<ParsedTemplate> templates)
    {
        var all = new Dictionary<string, ParsedTemplate>(_templates, StringComparer.Ordinal);
        foreach (ParsedTemplate template in templates)
        {
            if (!template.IsEmpty || !all.ContainsKey(template.Name)) all[template.Name] = template;
        }
        return new TemplateSet(Functions, all, Foreign);
    }

    /// <summary>Other bodies for templates, empty ones too.</summary>
    public TemplateSet Replace(IEnumerable<ParsedTemplate> templates)
    {
        var all = new Dictionary<string, ParsedTemplate>(_templates, StringComparer.Ordinal);
        foreach (ParsedTemplate template in templates) all[template.Name] = template;
        return new TemplateSet(Functions, all, Foreign);
    }

    /// <summary>The same templates with more functions, or other bodies for some.</summary>
    public TemplateSet With(params IEnumerable<GoFunction> functions) => new(Functions.With(functions), _templates, Foreign);

    public TemplateSet With(IForeignTemplates foreign) => new(Functions, _templates, foreign);

    /// <exception cref="ParseFailure"/>
    public TemplateSet Parse(string name, string text) => Add(Parser.Parse(name, text, Functions.Contains));

    public bool TryGet(string name, [NotNullWhen(true)] out ParsedTemplate? template) => _templates.TryGetValue(name, out template);
}
