using Tocsin.Templating.Go.Execution;
using Tocsin.Templating.Layouts;

namespace Tocsin.Templating.Notifications;

/// <summary>The built-in templates: the texts in <c>Defaults/</c>, parsed once.</summary>
internal static class DefaultTemplates
{
    private const string Font = "font-family: 'Helvetica Neue', Helvetica, Arial, sans-serif; box-sizing: border-box;";
    private const string Base = "margin: 0; " + Font + " font-size: 14px;";

    public static TemplateSet Set { get; } = new TemplateSet(NotificationFunctions.Table)
        .Parse("base.tmpl", Read("base.tmpl"))
        .Parse("receivers.tmpl", Read("receivers.tmpl"))
        .Parse("email.tmpl", Read("email.tmpl")
            .Replace("@base", Base, StringComparison.Ordinal)
            .Replace("@font", Font, StringComparison.Ordinal));

    /// <summary>Richer messages that a receiver can be told to send.</summary>
    public static LayoutTemplates Layouts { get; } = LayoutTemplates.None
        .Add("tocsin.email.html.scriban", Read("tocsin.email.html.scriban"))
        .Add("tocsin.email.text.scriban", Read("tocsin.email.text.scriban"))
        .Add("tocsin.slack.blocks.scriban", Read("tocsin.slack.blocks.scriban"))
        .Add("tocsin.slack.fallback.scriban", Read("tocsin.slack.fallback.scriban"));

    private static string Read(string name)
    {
        using Stream stream = typeof(DefaultTemplates).Assembly.GetManifestResourceStream("Tocsin.Templating.Defaults." + name)
            ?? throw new InvalidOperationException($"built-in template file {name} is missing from the assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
