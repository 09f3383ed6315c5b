using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;
using Tocsin.Templating.Go.Execution;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Layouts;

/// <summary>Templates in Scriban's language by name (<c>x.scriban</c>); they may include each other. Immutable; any thread.</summary>
internal sealed class LayoutTemplates : IForeignTemplates
{
    public const string Ending = ".scriban";
    private const int MaxLength = 1024 * 1024;

    private readonly Dictionary<string, Template> _templates;

    private LayoutTemplates(Dictionary<string, Template> templates) => _templates = templates;

    public static LayoutTemplates None { get; } = new([]);

    /// <summary>A later one of the same name wins.</summary>
    /// <exception cref="LayoutFailure"/>
    public LayoutTemplates Add(string name, string text) => new(new Dictionary<string, Template>(_templates, StringComparer.Ordinal) { [name] = Parse(name, text) });

    public bool Has(string name) => _templates.ContainsKey(name);

    public void Render(string name, GoValue data, bool html, GoWriter output)
    {
        try
        {
            var context = new LayoutContext(output, html, this);
            context.PushGlobal(LayoutData.Of(data, output.Run));
            // The layout's own variables lie in front of the data, which nobody can change.
            context.PushGlobal(new ScriptObject());
            context.PushSourceFile(name);
            Find(name, default).Render(context);
        }
        catch (Exception e) when (e is not (GoLimitReached or OperationCanceledException or OutOfMemoryException))
        {
            // Scriban wraps what is thrown inside of it, and what it throws itself is about the template: that is the author's to read.
            for (Exception? inner = e; inner is not null; inner = inner.InnerException)
            {
                if (inner is GoLimitReached limit) throw new GoLimitReached($"{name}: {limit.Message}");
            }
            output.Run.Cancel.ThrowIfCancellationRequested();
            throw new GoFailure(e is ScriptRuntimeException script ? Describe(name, script) : $"{name}: {e.Message}");
        }
    }

    /// <exception cref="ScriptRuntimeException"/>
    public Template Find(string name, SourceSpan caller) =>
        _templates.TryGetValue(name, out Template? template) ? template
            : throw new ScriptRuntimeException(caller, $"there is no template {GoQuote.Quote(name)}");

    private static Template Parse(string name, string text)
    {
        if (text.Length > MaxLength) throw new LayoutFailure($"template is longer than {MaxLength} characters; split it into several", 1, 1);
        Template template = Template.Parse(text, name);
        if (template.Messages.FirstOrDefault(m => m.Type == ParserMessageType.Error) is { } error)
            throw new LayoutFailure(error.Message, error.Span.Start.Line + 1, error.Span.Start.Column + 1);
        return template;
    }

    private static string Describe(string name, ScriptRuntimeException e)
    {
        string file = string.IsNullOrEmpty(e.Span.FileName) ? name : e.Span.FileName;
        return $"{file}:{e.Span.Start.Line + 1}:{e.Span.Start.Column + 1}: {e.OriginalMessage}";
    }
}
