namespace Tocsin.Templating.Go.Printing;

/// <summary>What stands between the percent sign and the verb.</summary>
/// <param name="PlusV"><c>%+v</c>: field names.</param>
/// <param name="SharpV"><c>%#v</c>: Go syntax.</param>
internal sealed record FormatFlags(
    bool Plus = false,
    bool Minus = false,
    bool Sharp = false,
    bool Space = false,
    bool Zero = false,
    bool PlusV = false,
    bool SharpV = false,
    int? Width = null,
    int? Precision = null)
{
    public static readonly FormatFlags None = new();
}
