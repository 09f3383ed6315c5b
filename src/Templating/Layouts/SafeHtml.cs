namespace Tocsin.Templating.Layouts;

/// <summary>HTML that a template says is right as it is.</summary>
internal sealed class SafeHtml(string html)
{
    public override string ToString() => html;
}
