using Tocsin.Templating.Go.Escaping;
using Tocsin.Templating.Go.Execution;
using Tocsin.Templating.Go.Parsing;
using Tocsin.Templating.Go.Values;
using Tocsin.Templating.Layouts;

namespace Tocsin.Templating.Notifications;

/// <summary>All notification templates of one configuration: the built-in ones, then the user's, which may redefine any. Immutable; any thread.</summary>
public sealed class NotificationTemplates
{
    private const int MaxKept = 4096;
    private const long MaxKeptChars = 16 * 1024 * 1024;

    private readonly TemplateSet _templates;
    private readonly TimeProvider _clock;
    private readonly TemplateLimits _limits;
    private readonly TemplateCache<(string Text, bool Html), TemplateSet> _texts = new(MaxKept, MaxKeptChars);

    private NotificationTemplates(TemplateSet templates, TimeProvider clock, TemplateLimits limits)
    {
        _templates = templates;
        _clock = clock;
        _limits = limits;
    }

    /// <summary>Parses everything; the errors of all files are collected.</summary>
    public static NotificationTemplatesLoad Load(IReadOnlyList<TemplateFile> userFiles, TimeProvider clock) =>
        Load(userFiles, clock, TemplateLimits.Default);

    internal static NotificationTemplatesLoad Load(IReadOnlyList<TemplateFile> userFiles, TimeProvider clock, TemplateLimits limits)
    {
        TemplateSet templates = DefaultTemplates.Set;
        LayoutTemplates layouts = DefaultTemplates.Layouts;
        var errors = new List<TemplateFileError>();
        foreach (TemplateFile file in userFiles)
        {
            string name = Path.GetFileName(file.Path);
            try
            {
                if (name.EndsWith(LayoutTemplates.Ending, StringComparison.Ordinal)) layouts = layouts.Add(name, file.Text);
                else templates = templates.Parse(name, file.Text);
            }
            catch (ParseFailure failure)
            {
                errors.Add(new TemplateFileError(file.Path, failure.Line, 0, failure.Reason));
            }
            catch (LayoutFailure failure)
            {
                errors.Add(new TemplateFileError(file.Path, failure.Line, failure.Column, failure.Message));
            }
        }
        return errors.Count > 0 ? new(null, errors) : new(new NotificationTemplates(templates.With(layouts), clock, limits), []);
    }

    /// <summary>Executes a template text, e.g. <c>{{ template "slack.default.title" . }}</c>, without escaping.</summary>
    public TemplateResult Text(string template, NotificationData data, CancellationToken cancel) => Run(template, data, html: false, cancel);

    /// <summary>Executes a template text as HTML: every value is escaped for the place where it stands.</summary>
    public TemplateResult Html(string template, NotificationData data, CancellationToken cancel) => Run(template, data, html: true, cancel);

    private TemplateResult Run(string template, NotificationData data, bool html, CancellationToken cancel)
    {
        if (template.Length == 0) return TemplateResult.Of("");
        try
        {
            TemplateSet templates = _texts.Get((template, html), template.Length, Prepare);
            var run = new GoRun(_limits, _clock, new RouteLabelReader(templates, data), cancel);
            return TemplateResult.Of(templates.Program.Execute("", NotificationTypes.Of(data), run));
        }
        catch (Exception e) when (e is ParseFailure or ExecutionFailure or GoLimitReached)
        {
            return TemplateResult.Failed(e.Message);
        }
    }

    private TemplateSet Prepare((string Text, bool Html) key)
    {
        TemplateSet templates = _templates.Parse("", key.Text);
        return key.Html ? TreeEscaper.Escape(templates, "") : templates;
    }
}
