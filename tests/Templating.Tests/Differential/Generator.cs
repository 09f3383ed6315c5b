namespace Tocsin.Templating.Tests.Differential;

/// <summary>Makes templates: most are right, some have a wrong type, a wrong name or a broken syntax in them. The same seed makes the same ones.</summary>
internal sealed class Generator(int seed)
{
    private static readonly string[] Texts =
        [".Status", ".Receiver", ".ExternalURL", ".CommonLabels.alertname", ".GroupLabels.nope", "\"a b\"", "\"<x>&'\\\"\"", "`raw\\n`", "\"\"", "\"ünï\"", "\"1.5\"",
            "\"-3e2\"", "(index .Alerts 0).Fingerprint", "(index .Alerts 0).Labels.weird", "(index .Alerts 1).Annotations.text", "\"2026-01-02\"", "\"日本語\"", "\"it's\"", "\"a,b , c\""];

    private static readonly string[] Numbers =
        ["0", "1", "-1", "42", "3.25", "-0.5", "1e9", "1e21", "1e-7", "0x1F", "'a'", "'\\n'", "1_000", "0b101", "0o17", "017", "9223372036854775807", "1e100", "2i", "1+2i",
            "len .Alerts", "(len .Status)", "123456789.125", "0.1", "'é'", "-9223372036854775808", "100000", "1000000", "5e-324", "1.7976931348623157e308", "0x1p-2"];

    private static readonly string[] Others =
        [".", ".Alerts", ".Alerts.Firing", ".CommonLabels", ".CommonLabels.SortedPairs", ".GroupLabels.Names", ".CommonAnnotations.Values", "(index .Alerts 0)", "(index .Alerts 0).StartsAt",
            "(index .Alerts 1).EndsAt", "true", "false", "nil", "(list 1 \"a\" true)", "(dict \"k\" 1 \"a\" (list 2))", "(stringSlice \"x\" \"y\")", ".Nope", "$", "(index .Alerts 0).StartsAt.Month",
            "((index .Alerts 1).EndsAt.Sub (index .Alerts 0).StartsAt)", "(safeHtml \"<b>&amp;\")", "(safeUrl \"http://x/?a=b&c\")", "(list)", "(index .Alerts 0).StartsAt.Weekday", "(list nil 1.5 'x')",
            "(index .Alerts 0).StartsAt.Location", "(dict)", "(dict \"a\" nil)", "(list (list 1 2) (dict \"z\" (index .Alerts 0).Labels))"];

    private static readonly string[] Layouts =
        ["2006-01-02T15:04:05Z07:00", "Mon Jan _2 15:04:05 2006", "Monday, 02-Jan-06 15:04:05 MST", "3:04PM", "Jan _2 15:04:05.000000", "2006-01-02 15:04:05.999999999 -0700 MST", "002 __2 06 1 01 Jan January",
            "pm PM 03 3 4 5 Z0700 -07 Z07 -07:00:00 Z070000", ".000 ,999 .0 05.00", "xx2006yy", "15h04m", "_2006 Janet Monk"];

    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Nowhere", "", "Local", "Asia/Tokyo", "America/St_Johns"];

    private static readonly string[] Patterns =
        ["a", "(a)(b)?", "[a-z]+", "^.", ".$", "x*", "(?i)FIRING", "\\\\d+", "(", "[", "a{2,1}", "(?P<n>i)", "\\\\pL", "*", "a**", "(?=x)", "\\\\1", "", "i|r", "[^a-z]", "\\\\bir", "(?:f)(i)", "\\\\w\\\\W?", "a{2}{3}", "a*?*", "(?i", "(?P<1", "(?P<a b>x)", "(?<n>i)(?<n>r)", "[z-a]", "x{1001}", "x{,2}", "a{", "\\\\", "\\\\pN+", "[\\\\pL]", "\\\\Qa.b\\\\E", "[[:alpha:]]+", "(?s).+", "(?-i)A", "^*", "$+", "()*", "|a", "\\\\q", "[\\\\d-z]", "(?m)^a$", "a{0}", "[]a]", "\\\\x41", "(a|b)*?", "[a", "a)"];

    private readonly Random _random = new(seed);
    private int _depth;

    public bool Html { get; private set; }

    public string Next()
    {
        _depth = 0;
        Html = _random.Next(3) == 0;
        string text = Html ? new HtmlGenerator(_random, () => Action()).Document() : Document();
        return _random.Next(8) == 0 ? Mutate(text) : text;
    }

    /// <summary>Anything at all, for tests that only look whether it survives.</summary>
    public string Mutate(string text)
    {
        for (int i = _random.Next(1, 4); i > 0 && text.Length > 0; i--)
        {
            int at = _random.Next(text.Length);
            int length = Math.Min(_random.Next(1, 6), text.Length - at);
            text = _random.Next(4) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, Pick("{{", "}}", "(", ")", "|", "\"", "'", "`", ".", "$", "$x", ":=", "=", ",", "end", "{{end}}", "{{else}}", " ", "\n", "-", "{{- ", " -}}", "/*", "*/", "<", ">", "é", "0", "nil", "\\", "{{if 1}}", "{{range .}}")),
                2 => text.Insert(at, text.Substring(at, length)),
                _ => text.Remove(at, length).Insert(at, Pick("x", "{", "}", "1", " ")),
            };
        }
        return text;
    }

    private string Document() => string.Concat(Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Node()));

    private string Node()
    {
        if (++_depth > 14) return "x";
        return _random.Next(16) switch
        {
            0 => Pick("text", " ", "\n", "a < b", "{ }", "日本", "\t\n "),
            1 => Open("if " + Value()) + Document() + (Chance(2) ? Open("else") + Document() : "") + Open("end"),
            2 => Open("if " + Value()) + Document() + Open("else if " + Value()) + Document() + Open("end"),
            3 => Open("with " + Pick("", "$v := ") + Value()) + Document() + (Chance(3) ? Open("else") + Document() : "") + Open("end"),
            4 => Open("range " + Value()) + Document() + (Chance(3) ? Open(Pick("break", "continue")) : "") + (Chance(3) ? Open("else") + "none" : "") + Open("end"),
            5 => Open("range $i, $e := " + Pick(".Alerts", ".CommonLabels", "3", ".CommonLabels.SortedPairs", Value())) + "{{ $i }}={{ printf \"%v\" $e }};" + Document() + Open("end"),
            6 => Open("range $e := " + Pick(".Alerts", "(stringSlice \"a\" \"b\")", "2", Value())) + "[{{ $e }}]" + Open("end"),
            7 => "{{ $x := " + Value() + " }}{{ $x }}{{ $x = " + Value() + " }}{{ $x }}",
            8 => "{{ define \"d" + _random.Next(3) + "\" }}" + Document() + "{{ end }}",
            9 => Open("template \"d" + _random.Next(3) + "\" " + Pick(".", "", Value())),
            10 => Open("block \"b\" " + Value()) + Document() + Open("end"),
            11 => Pick("{{/* c */}}", "{{- /* c */ -}}", "{{/* a\nb */}}"),
            _ => Action(),
        };
    }

    private string Action() => Open(Pipe());

    private string Open(string inside) => Pick("{{ ", "{{", "{{ ", "{{- ") + inside + Pick(" }}", "}}", " }}", " -}}");

    private string Pipe()
    {
        string pipe = Value();
        for (int i = _random.Next(3); i > 1; i--) pipe += Pick(" | ", "|") + Stage();
        return pipe;
    }

    private string Stage() => Pick(
        "toUpper", "toLower", "title", "trimSpace", "len", "print", "println", "html", "js", "urlquery", "printf \"%v\"", "printf " + Format(), "not", "toJson", "join \",\"", "reReplaceAll " + Pattern() + " \"<$1${n}$$>\"",
        "match " + Pattern(), "safeHtml", "safeUrl", "urlUnescape", "humanizeDuration", "date \"" + Pick(Layouts) + "\"", "index", "eq 1", "lt " + Number(), "slice", "list", "and true", "or false",
        "tz \"" + Pick(Zones) + "\"");

    private string Value()
    {
        if (++_depth > 24) return "1";
        return _random.Next(9) switch
        {
            0 => Text(),
            1 => Number(),
            2 => Pick(Others),
            3 => Pick(Others),
            4 => Method(),
            _ => Call(),
        };
    }

    private string Call() => _random.Next(24) switch
    {
        0 or 1 or 2 => "printf " + Format() + string.Concat(Enumerable.Range(0, _random.Next(4)).Select(_ => " " + Argument())),
        3 => Pick("eq", "ne", "lt", "le", "gt", "ge") + " " + Argument() + " " + Argument(),
        4 => Pick("and", "or") + " " + Argument() + " " + Argument() + Pick("", " " + Argument()),
        5 => "index " + Argument() + " " + Argument(),
        6 => "slice " + Pick(Text(), ".Alerts", Argument()) + string.Concat(Enumerable.Range(0, _random.Next(4)).Select(_ => " " + _random.Next(-1, 5))),
        7 => Pick("len", "not", "html", "js", "urlquery", "print", "println", "toJson", "call") + " " + Argument(),
        8 => Pick("toUpper", "toLower", "title", "trimSpace", "urlUnescape", "title") + " " + Text(),
        9 => "join " + Text() + " " + Pick(".GroupLabels.Names", "(stringSlice \"a\" \"b\")", ".CommonLabels.Values", Argument()),
        10 => "reReplaceAll " + Pattern() + " " + Pick("\"<$1>\"", "\"$0$0\"", "\"${1}x\"", "\"$n\"", "\"$1x\"", "\"$\"", "\"$$\"", "\"\"") + " " + Text(),
        11 => "match " + Pattern() + " " + Text(),
        12 => "date " + Quoted(Pick(Layouts)) + " " + Pick("(index .Alerts 0).StartsAt", "(index .Alerts 1).EndsAt", Argument()),
        13 => "(index .Alerts " + _random.Next(3) + ").StartsAt.Format " + Quoted(Pick(Layouts)),
        14 => "tz " + Quoted(Pick(Zones)) + " (index .Alerts " + _random.Next(2) + ")." + Pick("StartsAt", "EndsAt"),
        15 => "humanizeDuration " + Argument(),
        16 => "printf \"%v %T\" " + Argument() + " " + Argument(),
        17 => Pick("list", "stringSlice", "print", "println", "dict") + string.Concat(Enumerable.Range(0, _random.Next(4)).Select(_ => " " + Argument())),
        18 => "append " + Argument() + " " + Argument(),
        19 => "dict \"a\" " + Argument() + " " + Text() + " " + Argument(),
        20 => "(" + Value() + ")",
        21 => "(" + Value() + ")." + Pick("Foo", "alertname", "Names", "Year", "String"),
        22 => "print " + Argument() + " " + Argument() + " " + Argument(),
        _ => "printf " + Format() + " " + Argument(),
    };

    private string Method() => Pick(
        ".CommonLabels.Remove (stringSlice \"alertname\" \"job\")", "(.CommonLabels.Remove .GroupLabels.Names).SortedPairs.Values", ".CommonLabels.String", ".CommonLabels.SortedPairs.Names",
        "(index .Alerts 0).StartsAt." + Pick("Year", "YearDay", "Unix", "UnixMilli", "UnixNano", "IsZero", "Hour", "Nanosecond", "String", "UTC", "IsDST", "GoString", "Weekday", "Month", "Day", "Clock", "Date", "ISOWeek", "Zone", "ZoneBounds", "MarshalJSON", "MarshalText", "Local", "Location"),
        "((index .Alerts 0).StartsAt.AddDate " + _random.Next(-3, 3) + " " + _random.Next(-20, 20) + " " + _random.Next(-40, 40) + ")",
        "(index .Alerts 1).EndsAt." + Pick("Sub", "After", "Before", "Equal", "Compare") + " (index .Alerts 0).StartsAt",
        "((index .Alerts 1).EndsAt.Sub (index .Alerts 0).StartsAt)." + Pick("Seconds", "Minutes", "Hours", "String", "Milliseconds", "Nanoseconds", "Microseconds", "Abs", "Round 1000000000", "Truncate 60000000000"),
        "(index .Alerts 0).StartsAt.Add " + Pick("1000000000", "-5", "3600000000000", "1.5", "\"1h\""),
        "(index .Alerts 0).StartsAt.Truncate " + Pick("1000000000", "3600000000000", "-1", "0"), "(index .Alerts 0).StartsAt.Round 60000000000",
        ".Alerts.Resolved", ".Status.Foo", ".CommonLabels.alertname.x", ".Alerts.Firing.Foo", ".CommonLabels.Remove", ".Status 1", ".CommonLabels.Names 1", "$.Status", "$.Alerts.Firing | len", ".Alerts.x");

    private string Argument()
    {
        string value = _random.Next(4) switch { 0 => Text(), 1 => Number(), 2 => Pick(Others), _ => _depth > 20 ? "1" : "(" + Value() + ")" };
        return value.Contains(' ', StringComparison.Ordinal) && value[0] != '(' && value[0] != '"' && value[0] != '`' ? "(" + value + ")" : value;
    }

    private string Text() => Pick(Texts);

    private string Number() => Pick(Numbers);

    private string Pattern() => "\"" + Pick(Patterns) + "\"";

    private string Format()
    {
        string format = "";
        for (int i = _random.Next(1, 4); i > 0; i--)
        {
            format += Pick("", "a", "=", " ", "é");
            format += "%" + Pick("", "", "", "+", "-", "#", " ", "0", "+0", "-#", "# ", "-0", "+#", "0-5")
                + Pick("", "", "", "5", "12", "1", "*", "[1]*", "[2]*", "30")
                + Pick("", "", "", ".2", ".0", ".", ".10", ".*", ".[1]*", ".25")
                + Pick("", "", "", "", "[1]", "[2]", "[9]", "[x]", "[")
                + Pick("v", "v", "s", "d", "q", "x", "X", "T", "t", "f", "g", "e", "G", "E", "F", "b", "o", "O", "c", "U", "p", "w", "z", "%", "", "!", "é", "v");
        }
        return Quoted(format);
    }

    private static string Quoted(string text) => "\"" + text + "\"";

    private bool Chance(int of) => _random.Next(of) == 0;

    private string Pick(params string[] from) => from[_random.Next(from.Length)];
}
