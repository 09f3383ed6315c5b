using Tocsin.Templating.Notifications;

namespace Tocsin.Templating.Tests.Fuzzing;

/// <summary>Texts to start from and odd data.</summary>
internal static class Corpus
{
    private static readonly string[] Expensive =
    [
        "{{ range 1000000000 }}x{{ end }}", "{{ $s := \"x\" }}{{ range 100 }}{{ $s = printf \"%s%s\" $s $s }}{{ end }}", "{{ define \"a\" }}{{ template \"a\" . }}{{ end }}{{ template \"a\" . }}",
        "{{ $l := list }}{{ range 100000 }}{{ $l = append $l (printf \"%100000d\" 1) }}{{ end }}", "{{ $l := list 1 }}{{ range 100 }}{{ $l = list $l $l }}{{ end }}{{ toJson $l }}",
        "{{ reReplaceAll \"(a*)*b\" \"$1$1$1\" (printf \"%99999s\" \"a\") }}", "{{ $d := dict }}{{ range 1000 }}{{ $d = dict \"k\" $d }}{{ end }}{{ $d }}", "{{ printf \"%[1]*.[1]*[1]d\" 1000000 }}",
        "<a href=\"{{ if .X }}?{{ else }}/{{ end }}{{ .Status }}\">", "<script>{{ range .Alerts }}`${ {{ toJson . }} }`{{ break }}{{ end }}</script>", "{{ define \"t\" }}<a {{ template \"t\" . }}{{ end }}{{ template \"t\" . }}",
        "{{ (index .Alerts 0).StartsAt.Add 9223372036854775807 | date \"2006\" }}", "{{ slice \"\U0001F6A8\" 1 2 | html | js | urlquery }}", "{{ humanizeDuration \"1e400\" }}{{ humanizeDuration -9223372036854775808 }}",
        "{{ match (printf \"(%s)*\" (printf \"%9999s\" \"\" | reReplaceAll \" \" \"(a|b)*\")) \"aaaa\" }}", "{{ routeLabels \"a\" }}", "{{ tz (printf \"%9999s\" \"x\") (index .Alerts 0).StartsAt }}",
    ];

    private static readonly string[] Rules =
    [
        "{{ $labels.instance }} {{ $value | humanize }} {{ humanize1024 $value }} {{ humanizePercentage $value }} {{ humanizeDuration $value }} {{ humanizeTimestamp $value }}",
        "{{ with query \"up\" }}{{ . | first | value }}{{ range . }}{{ .Labels.a }}{{ .Value }}{{ end }}{{ end }}", "{{ toTime $value }}{{ toDuration $value }}{{ parseDuration $labels.instance }}",
        "{{ query \"a\" | sortByLabel \"a\" | first | label \"a\" | stripPort | stripDomain | graphLink | tableLink }}", "{{ args 1 2 | printf \"%v\" }}{{ externalURL }}{{ pathPrefix }}{{ $externalLabels }}{{ now }}",
        "{{ range 1000000 }}{{ query \"x\" }}{{ end }}", "{{ printf \"%.3f %e %x\" $value $value $value }}{{ title $labels.instance | toUpper | reReplaceAll \"(.)\" \"$1$1\" }}",
    ];

    private static readonly string[] Words =
        ["", "a", "10.0.0.1:9100", "[::1]:80", "</script>", "{{ .Status }}", "\U0001F6A8ü", "\0\u0001\u2028", "javascript:alert(1)", "%zz%", "1h2x", "\uD800", new string('x', 3000), "a.b.c:d:e"];

    private static readonly double[] Numbers = [0, -0.0, 1, -1.5, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.Epsilon, 1e15, 1e-9, long.MaxValue, 253402300800];

    public static string Go(Random random) => Expensive[random.Next(Expensive.Length)];

    public static string Rule(Random random) => Rules[random.Next(Rules.Length)];

    public static string Word(Random random) => Words[random.Next(Words.Length)];

    public static double Number(Random random) => Numbers[random.Next(Numbers.Length)];

    public static NotificationData Data(Random random) => NotificationData.Create(
        Word(random), [.. Enumerable.Range(0, random.Next(4)).Select(_ => Alert(random))], Pairs(random), Pairs(random), Word(random), Word(random));

    private static AlertData Alert(Random random) => new(
        random.Next(2) == 0 ? "firing" : "resolved", Pairs(random), Pairs(random), Time(random), Time(random), Word(random), Word(random));

    private static KeyValues Pairs(Random random) => new(Enumerable.Range(0, random.Next(4)).Select(_ => KeyValuePair.Create(Word(random), Word(random))));

    private static DateTimeOffset Time(Random random) => random.Next(4) switch
    {
        0 => default,
        1 => DateTimeOffset.MaxValue,
        2 => DateTimeOffset.MinValue.AddTicks(1),
        _ => DateTimeOffset.UnixEpoch.AddSeconds(random.Next()).ToOffset(TimeSpan.FromMinutes(random.Next(-800, 800))),
    };
}
