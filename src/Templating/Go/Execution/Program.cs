using System.Collections.Concurrent;
using Tocsin.Templating.Go.Parsing;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Execution;

/// <summary>The compiled templates of one set; each is compiled when it is first called. Any thread.</summary>
internal sealed class Program(TemplateSet templates)
{
    private readonly ConcurrentDictionary<string, CompiledTemplate> _compiled = new(StringComparer.Ordinal);
    private int _lastLength;

    public IForeignTemplates Foreign => templates.Foreign;

    public CompiledTemplate? Find(string name)
    {
        if (_compiled.TryGetValue(name, out CompiledTemplate? known)) return known;
        return templates.TryGet(name, out ParsedTemplate? template) ? _compiled[name] = Compiler.Compile(template, this, templates.Functions) : null;
    }

    /// <exception cref="ExecutionFailure"/>
    /// <exception cref="GoLimitReached"/>
    /// <exception cref="OperationCanceledException"/>
    public string Execute(string name, GoValue data, GoRun run)
    {
        if (Find(name) is not { } template)
            throw new ExecutionFailure($"template: {name}: {GoQuote.Quote(name)} is an incomplete or empty template");
        // Most executions of one template make outputs of about one length.
        var output = new GoWriter(run, _lastLength);
        template.Body.Run(new Frame(template, run, output, data, 0), data);
        _lastLength = output.Length;
        return output.Take();
    }
}
