using Tocsin.Templating.Go.Printing;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Escaping;

/// <summary>
/// The escapers as functions that are put behind the pipelines of a template. A value whose type says that it is safe where it stands passes.
/// </summary>
internal static class Escapers
{
    /// <summary>Stands in the output where a value was refused; html/template's word for it, which people search for.</summary>
    public const string Refused = "ZgotmplZ";

    public const string Html = "_html_template_htmlescaper";
    public const string Rcdata = "_html_template_rcdataescaper";
    public const string Attribute = "_html_template_attrescaper";
    public const string Unquoted = "_html_template_nospaceescaper";
    public const string Name = "_html_template_htmlnamefilter";
    public const string Comment = "_html_template_commentescaper";
    public const string UrlFilter = "_html_template_urlfilter";
    public const string UrlNormalize = "_html_template_urlnormalizer";
    public const string UrlEscape = "_html_template_urlescaper";
    public const string Srcset = "_html_template_srcsetescaper";
    public const string JsValue = "_html_template_jsvalescaper";
    public const string JsString = "_html_template_jsstrescaper";
    public const string JsTemplate = "_html_template_jstmpllitescaper";
    public const string JsRegexp = "_html_template_jsregexpescaper";
    public const string CssString = "_html_template_cssescaper";
    public const string CssValue = "_html_template_cssvaluefilter";

    /// <summary>Several values as one text: the arguments of an escaper that the author called.</summary>
    public const string Joined = "_eval_args_";

    public static IReadOnlyList<GoFunction> All { get; } =
    [
        GoFunction.Rest(Joined, [GoType.Any], (args, run) => GoValue.Of(GoFormat.Print([.. args.Where(a => !a.IsNil)], run))),
        Escaper(Html, (v, run) => v.Type == GoType.Html ? v.AsString() : HtmlText.Escape(Text(v, run), false, false, run)) with
        {
            Direct = (v, output) => _ = v.Type == GoType.Html ? output.Write(v.AsString()) : HtmlText.Write(output, Text(v, output.Run), false, false),
        },
        Escaper(Rcdata, (v, run) => HtmlText.Escape(Text(v, run), v.Type == GoType.Html, false, run)) with
        {
            Direct = (v, output) => HtmlText.Write(output, Text(v, output.Run), v.Type == GoType.Html, false),
        },
        Escaper(Attribute, (v, run) => HtmlText.Escape(Stripped(v, run), v.Type == GoType.Html, false, run)) with
        {
            Direct = (v, output) => HtmlText.Write(output, Stripped(v, output.Run), v.Type == GoType.Html, false),
        },
        Escaper(Unquoted, (v, run) => Stripped(v, run) is { Length: > 0 } text ? HtmlText.Escape(text, v.Type == GoType.Html, true, run) : Refused),
        Escaper(Name, (v, run) => HtmlText.Name(Text(v, run))),
        Escaper(Comment, (_, _) => ""),
        Passing(UrlFilter, v => v.Type == GoType.Url, (text, _) => UrlText.IsSafe(text) ? text : "#" + Refused),
        Escaper(UrlNormalize, (v, run) => UrlText.Escape(Text(v, run), normalize: true, run)),
        Escaper(UrlEscape, (v, run) => UrlText.Escape(Text(v, run), normalize: v.Type == GoType.Url, run)),
        Escaper(Srcset, (v, run) => v.Type == GoType.Url ? UrlText.Escape(v.AsString(), true, run).Replace(",", "%2c", StringComparison.Ordinal)
            : UrlText.Srcset(Text(v, run), run)),
        Escaper(JsValue, JsText.Value),
        Escaper(JsString, (v, run) => JsText.String(Text(v, run), run)),
        Escaper(JsTemplate, (v, run) => JsText.Template(Text(v, run), run)),
        Escaper(JsRegexp, (v, run) => JsText.Regexp(Text(v, run), run)),
        Escaper(CssString, (v, run) => CssText.Escape(Text(v, run), run)),
        Escaper(CssValue, (v, run) => CssText.Filter(Text(v, run))),
    ];

    private static GoFunction Escaper(string name, Func<GoValue, GoRun, string> escape) =>
        GoFunction.Of(name, [GoType.Any], (args, run) => GoValue.Of(escape(args[0], run)));

    private static GoFunction Passing(string name, Func<GoValue, bool> passes, Func<string, GoRun, string> escape) =>
        GoFunction.Of(name, [GoType.Any], (args, run) => passes(args[0]) ? args[0] : GoValue.Of(escape(Text(args[0], run), run)));

    /// <summary>Nothing prints as nothing here, not as "no value".</summary>
    private static string Text(GoValue value, GoRun run) =>
        value.IsNil ? "" : value is { Kind: GoKind.String, Type.Text: null } ? value.AsString() : GoFormat.Print([value], run);

    private static string Stripped(GoValue value, GoRun run) =>
        value.Type == GoType.Html ? HtmlText.WithoutTags(value.AsString()) : Text(value, run);
}
