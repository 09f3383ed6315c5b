namespace Tocsin.Templating.Notifications;

/// <summary>All notification templates of one configuration: the built-in ones, then the user's, which may redefine any. Immutable; any thread.</summary>
public sealed class NotificationTemplates
{
    private readonly string missing = "templates are not implemented yet";

    private NotificationTemplates()
    {
    }

    /// <summary>Parses everything; the errors of all files are collected.</summary>
    public static NotificationTemplatesLoad Load(IReadOnlyList<TemplateFile> userFiles, TimeProvider clock) =>
        new(new NotificationTemplates(), []);

    /// <summary>Executes a template text, e.g. <c>{{ template "slack.default.title" . }}</c>, without escaping.</summary>
    public TemplateResult Text(string template, NotificationData data, CancellationToken cancel) =>
        TemplateResult.Failed(missing);

    /// <summary>Executes a template text as HTML: every value is escaped for the place where it stands.</summary>
    public TemplateResult Html(string template, NotificationData data, CancellationToken cancel) =>
        TemplateResult.Failed(missing);
}
