namespace Tocsin.Templating.Notifications;

/// <summary>A file named under <c>templates:</c>; its base name is the name of the template that its text outside of definitions makes.</summary>
public sealed record TemplateFile(string Path, string Text);

/// <summary>Why a template file is refused. Line and column count from 1; column 0 means that only the line is known.</summary>
public sealed record TemplateFileError(string File, int Line, int Column, string Message)
{
    public override string ToString() => Column > 0 ? $"{File}:{Line}:{Column}: {Message}" : $"{File}:{Line}: {Message}";
}

/// <summary>Either the templates or every error found; exactly one is there.</summary>
public sealed record NotificationTemplatesLoad(NotificationTemplates? Templates, IReadOnlyList<TemplateFileError> Errors);
