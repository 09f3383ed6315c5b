using System.Globalization;
using System.Text.RegularExpressions;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>Words that YAML reads as something else than a text.</summary>
internal static partial class ShownWords
{
    /// <summary>Whether a text must be quoted to stay one.</summary>
    public static bool MeansMore(string value) => value.Length == 0 || IsNull(value) || IsBool(value) || IsNumber(value) || Base60().IsMatch(value) || Date().IsMatch(value);

    /// <summary>Whether a scalar that stands there bare is no text.</summary>
    public static bool IsWord(string value) => IsNull(value) || value is "true" or "false" or "True" or "False" or "TRUE" or "FALSE" || IsNumber(value);

    private static bool IsNull(string value) => value is "" or "~" or "null" or "Null" or "NULL" or "<<";

    private static bool IsBool(string value) => value.ToLowerInvariant() is "true" or "false" or "yes" or "no" or "on" or "off" or "y" or "n";

    private static bool IsNumber(string value) =>
        value[0] is '+' or '-' or '.' or (>= '0' and <= '9')
        && (Number().IsMatch(value) || Other().IsMatch(value) || value.TrimStart('+', '-').ToLowerInvariant() is ".inf" or ".nan")
        && !(value.Length == 1 && !char.IsAsciiDigit(value[0]));

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex Number();

    [GeneratedRegex(@"^[-+]?(0b[01_]+|0x[0-9a-fA-F_]+|0o[0-7_]+)$")]
    private static partial Regex Other();

    [GeneratedRegex(@"^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$")]
    private static partial Regex Base60();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?$")]
    private static partial Regex Date();
}
