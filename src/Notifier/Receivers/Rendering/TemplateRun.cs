using Tocsin.Templating;
using Tocsin.Templating.Notifications;

namespace Tocsin.Notifier.Receivers.Rendering;

/// <summary>
/// Renders the many texts of one message. The first error is kept and ends the message: a message is whole, or there is none. Not thread-safe.
/// </summary>
internal sealed class TemplateRun(NotificationTemplates templates, NotificationData data, CancellationToken cancel)
{
    public NotificationData Data => data;

    /// <summary>Null while everything went well.</summary>
    public string? Error { get; private set; }

    public string Text(string template) => Take(template, html: false);

    public string Html(string template) => Take(template, html: true);

    /// <summary>The same templates over other data.</summary>
    public TemplateRun With(NotificationData other) => new(templates, other, cancel) { Error = Error };

    /// <summary>Takes over the error of a run for another part of the message.</summary>
    public void Join(TemplateRun part) => Error ??= part.Error;

    /// <summary>What a template cannot say itself: the message cannot be made.</summary>
    public void Fail(string error) => Error ??= error;

    private string Take(string template, bool html)
    {
        // Most settings are plain words: nothing to run.
        if (Error is not null || !template.Contains("{{", StringComparison.Ordinal)) return template;
        TemplateResult result = html ? templates.Html(template, data, cancel) : templates.Text(template, data, cancel);
        Error = result.Error;
        return result.Output ?? "";
    }
}
