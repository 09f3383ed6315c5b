namespace Tocsin.Templating;

/// <summary>
/// What a template came to: either its output or why there is none. Exactly one is set. The error reads as Go's does
/// (<c>template: NAME:LINE:COLUMN: executing "NAME" at &lt;PART&gt;: reason</c>; columns count UTF-8 bytes from 0), because people search for those texts.
/// </summary>
public readonly record struct TemplateResult(string? Output, string? Error)
{
    public static TemplateResult Of(string output) => new(output, null);

    public static TemplateResult Failed(string error) => new(null, error);
}
