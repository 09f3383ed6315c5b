namespace Tocsin.Templating.Tests.Fuzzing;

/// <summary>Makes Scriban templates: right ones, wrong ones and greedy ones.</summary>
internal sealed class LayoutGenerator(Random random)
{
    private static readonly string[] Values =
        ["status", "alerts", "alerts[0]", "alerts[0].labels", "alerts[0].starts_at", "group_labels", "receiver", "null", "true", "1", "-3.5", "100000", "'text'", "\"<b>\\n\"", "[1,2,3]", "{a: 1, 'b c': [2]}", "1..10", "1..100000",
            "date.now", "x", "x.y.z", "$", "$0", "this", "empty", "99999999999999999999", "string", "array.size", "@array.size", "do; ret 1; end"];

    private static readonly string[] Functions =
        ["string.upcase", "string.size", "string.split ','", "string.replace 'a' 'b'", "string.pad_left 100000", "string.truncate 5", "string.slice 1", "string.sha256", "string.to_int", "string.base64_encode", "array.size", "array.sort", "array.join ','",
            "array.add x", "array.concat alerts", "array.cycle", "array.filter @firing", "array.map 'status'", "array.reverse", "array.uniq", "array.first", "array.each @(do; ret $0; end)", "object.to_json", "object.from_json", "object.keys", "object.size",
            "object.typeof", "object.format 'X9999'", "object.eval", "math.round 2", "math.format 'N50'", "math.times 99999", "math.divided_by 0", "date.to_string '%Y'", "date.add_days 999999999", "date.parse", "regex.match '(a+)+$'", "regex.replace '.' 'aaaa'",
            "html.escape", "html.strip", "html.url_encode", "timespan.from_days", "json", "mrkdwn", "cut 3", "duration", "since", "safe_html", "safe_url", "firing", "resolved", "worst_first", "silence_url", "alerts_url", "explain_url", "include", "nope"];

    private int _depth;

    public string Next() => string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => Part()));

    private string Part()
    {
        if (++_depth > 30) return "x";
        return random.Next(13) switch
        {
            0 => Pick("text", "<b>", "\n", "é", "{", "}}"),
            1 => "{{ if " + Value() + " }}" + Next() + "{{ else }}" + Next() + "{{ end }}",
            2 => "{{ for i in " + Value() + " }}" + Next() + "{{ end }}",
            3 => "{{ while " + Value() + " }}" + Next() + "{{ end }}",
            4 => "{{ x = " + Value() + " }}",
            5 => "{{ x = x + " + Value() + " }}",
            6 => "{{ func f(a) }}" + Next() + "{{ f " + Value() + " }}{{ end }}{{ f 1 }}",
            7 => "{{ capture c }}" + Next() + "{{ end }}{{ c }}",
            8 => "{{ case " + Value() + " }}{{ when 1, 'a' }}" + Next() + "{{ end }}",
            9 => "{{ include 'x.scriban' }}",
            10 => "{{ with " + Value() + " }}" + Next() + "{{ end }}",
            11 => "{{~ " + Value() + " ~}}",
            _ => "{{ " + Value() + " }}",
        };
    }

    private string Value()
    {
        if (++_depth > 30) return "1";
        string value = Pick(Values);
        for (int i = random.Next(4); i > 1; i--) value += " | " + Pick(Functions);
        return random.Next(8) switch
        {
            0 => "(" + Value() + ")" + Pick(" + ", " * ", " - ", " / ", " == ", " && ", " ?? ", " < ", " << ", "..", " % ", " // ") + "(" + Value() + ")",
            1 => "(" + Value() + ")" + Pick("[0]", ".a", "[-1]", "['k']", "[" + Value() + "]", "?.b"),
            2 => Pick(Functions) + " (" + Value() + ")",
            3 => "(" + Value() + ") ? (" + Value() + ") : 1",
            4 => Pick("!", "-", "@", "^") + value,
            _ => value,
        };
    }

    private string Pick(params string[] from) => from[random.Next(from.Length)];
}
