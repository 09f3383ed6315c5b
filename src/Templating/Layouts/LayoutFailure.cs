namespace Tocsin.Templating.Layouts;

/// <summary>The text is not a layout. Line and column count from 1.</summary>
internal sealed class LayoutFailure(string reason, int line, int column) : Exception(reason)
{
    public int Line => line;

    public int Column => column;
}
