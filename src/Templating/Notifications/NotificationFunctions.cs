using System.Buffers;
using System.Text;
using Tocsin.Templating.Go.Functions;
using Tocsin.Templating.Go.Times;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Notifications;

/// <summary>The functions that notification templates have on top of the language's own.</summary>
internal static class NotificationFunctions
{
    private static readonly SearchValues<char> Base64Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_\r\n");

    private static readonly GoType[] OneText = [GoType.String];
    private static readonly GoType[] TwoTexts = [GoType.String, GoType.String];

    public static FunctionTable Table { get; } = new(TextFunctions.All.Concat(Texts()).Concat(Times()).Concat(Values()));

    private static IEnumerable<GoFunction> Texts() =>
    [
        GoFunction.Of("title", OneText, (a, _) => GoValue.Of(TitleCase.Of(a[0].AsString()))),
        GoFunction.Of("trimSpace", OneText, (a, _) => GoValue.Of(a[0].AsString().Trim())),
        GoFunction.Of("join", [GoType.String, GoType.Strings],
            (a, run) => GoValue.Of(NotificationTypes.Join(a[1].AsList(), a[0].AsString(), run))),
        GoFunction.Of("safeUrl", OneText, (a, _) => new GoValue(GoType.Url, a[0].AsString())),
        GoFunction.Of("urlUnescape", OneText, (a, _) => GoValue.Of(Unescape(a[0].AsString()))),
        GoFunction.Of("base64encode", OneText, (a, run) => GoValue.Of(Base64Encode(a[0].AsString(), run))),
        GoFunction.Of("base64decode", OneText, (a, _) => GoValue.Of(Base64Decode(a[0].AsString()))),
        GoFunction.Of("toJson", [GoType.Any], (a, run) => GoValue.Of(JsonText.Of(a[0], run))),
        GoFunction.Of("routeLabels", OneText, (a, run) => run.Host.Answer("routeLabels", a[0].AsString(), run)),
    ];

    private static IEnumerable<GoFunction> Times() =>
    [
        GoFunction.Of("date", [GoType.String, TimeTypes.Time], (a, _) => GoValue.Of(TimeLayout.Format((GoTime)a[1].Data!, a[0].AsString()))),
        GoFunction.Of("tz", [GoType.String, TimeTypes.Time], (a, _) => TimeTypes.Of((GoTime)a[1].Data! with { Zone = Zone(a[0].AsString()) })),
        GoFunction.Of("now", [], (_, run) => TimeTypes.Of(GoTime.From(run.Clock.GetUtcNow()))),
        GoFunction.Of("since", [TimeTypes.Time],
            (a, run) => TimeTypes.OfDuration(GoTime.From(run.Clock.GetUtcNow()).Subtract((GoTime)a[0].Data!))),
        GoFunction.Of("mustToDate", TwoTexts, (a, _) => TimeTypes.Of(TimeParser.Parse(a[0].AsString(), a[1].AsString()))),
        GoFunction.Of("toDate", TwoTexts, (a, _) => TimeTypes.Of(ParseOrZero(a[0].AsString(), a[1].AsString()))),
    ];

    private static IEnumerable<GoFunction> Values() =>
    [
        GoFunction.Rest("stringSlice", OneText, (a, _) => GoValue.Of(GoType.Strings, new GoList(a))),
        GoFunction.Rest("list", [GoType.Any], (a, _) => GoValue.Of(GoType.Anys, new GoList(a))),
        GoFunction.Rest("append", [GoType.Anys, GoType.Any], Append),
        GoFunction.Rest("dict", [GoType.Any], Dictionary),
    ];

    private static GoValue Append(GoValue[] args, GoRun run)
    {
        IGoList list = args[0].IsNil ? GoList.Empty : args[0].AsList();
        run.CheckLength(list.Count + args.Length);
        run.Step(1 + list.Count / 16);
        var values = new GoValue[list.Count + args.Length - 1];
        for (int i = 0; i < list.Count; i++) values[i] = list[i];
        args.AsSpan(1).CopyTo(values.AsSpan(list.Count));
        return GoValue.Of(GoType.Anys, new GoList(values));
    }

    private static GoValue Dictionary(GoValue[] args, GoRun run)
    {
        if (args.Length % 2 != 0) throw new GoFailure("dict requires an even number of arguments");
        var pairs = new List<KeyValuePair<string, GoValue>>(args.Length / 2);
        for (int i = 0; i < args.Length; i += 2)
        {
            if (args[i].Type != GoType.String) throw new GoFailure("dict keys must be strings");
            pairs.Add(new(args[i].AsString(), args[i + 1]));
        }
        return GoValue.Of(GoType.AnyMap, new GoMap(pairs));
    }

    private static GoZone Zone(string name) => GoZone.Find(name) ?? throw new GoFailure("unknown time zone " + name);

    private static GoTime ParseOrZero(string layout, string text)
    {
        try
        {
            return TimeParser.Parse(layout, text);
        }
        catch (GoFailure)
        {
            return GoTime.Zero;
        }
    }

    private static string Unescape(string text)
    {
        var bytes = new List<byte>(text.Length);
        byte[] source = Encoding.UTF8.GetBytes(text);
        for (int i = 0; i < source.Length; i++)
        {
            if (source[i] == '+') bytes.Add((byte)' ');
            else if (source[i] != '%') bytes.Add(source[i]);
            else if (i + 2 < source.Length && char.IsAsciiHexDigit((char)source[i + 1]) && char.IsAsciiHexDigit((char)source[i + 2]))
            {
                bytes.Add(Convert.ToByte(Encoding.ASCII.GetString(source, i + 1, 2), 16));
                i += 2;
            }
            else
            {
                string rest = Encoding.UTF8.GetString(source.AsSpan(i, Math.Min(3, source.Length - i)));
                throw new GoFailure("invalid URL escape " + GoQuote.Quote(rest));
            }
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static string Base64Encode(string text, GoRun run)
    {
        run.CheckLength(text.Length * 2L);
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).Replace('+', '-').Replace('/', '_');
    }

    private static string Base64Decode(string text)
    {
        if (!text.AsSpan().ContainsAny('+', '/'))
        {
            string standard = text.Replace('-', '+').Replace('_', '/').Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
            var bytes = new byte[standard.Length];
            if (!standard.AsSpan().ContainsAny(' ', '\t') && Convert.TryFromBase64String(standard, bytes, out int count))
                return Encoding.UTF8.GetString(bytes, 0, count);
        }
        int bad = text.AsSpan().IndexOfAnyExcept(Base64Alphabet);
        throw new GoFailure($"illegal base64 data at input byte {(bad < 0 ? text.Length : bad)}");
    }
}
