using System.Globalization;
using Tocsin.Templating.Go.Printing;
using Tocsin.Templating.Go.Times;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Functions;

/// <summary>Values as Go's encoding/json writes them: maps by key, and &lt;, &gt;, &amp; and the line separators as escapes, safe inside HTML.</summary>
internal static class JsonText
{
    public static string Of(GoValue value, GoRun run)
    {
        var output = new GoWriter(run);
        Write(output, value, 0);
        return output.Take();
    }

    private static void Write(GoWriter output, GoValue value, int depth)
    {
        output.Run.Step();
        output.Run.CheckDepth(depth);
        switch (value.Kind)
        {
            case GoKind.Bool: output.Write(value.AsBool() ? "true" : "false"); break;
            case GoKind.Int or GoKind.Uint: output.Write(value.AsInt().ToString(CultureInfo.InvariantCulture)); break;
            case GoKind.Float when !double.IsFinite(value.AsFloat()):
                throw new GoFailure("json: unsupported value: " + FloatText.General(value.AsFloat()));
            case GoKind.Float: output.Write(FloatText.Json(value.AsFloat())); break;
            case GoKind.String: Text(output, value.AsString()); break;
            case GoKind.Map: Pairs(output, value.AsMap().Sorted().Select(p => (p.Key, p.Value)), depth); break;
            case GoKind.Struct when value.Data is GoTime time: Text(output, TimeLayout.Format(time, TimeLayout.Rfc3339Nano)); break;
            case GoKind.Slice when value.Type!.Element == GoType.Byte: Text(output, Base64(value.AsList())); break;
            case GoKind.Slice: List(output, value.AsList(), depth); break;
            case GoKind.Struct: Pairs(output, Fields(value), depth); break;
            case GoKind.Complex: throw new GoFailure("json: unsupported type: " + value.Type);
            default: output.Write("null"); break;
        }
    }

    private static string Base64(IGoList bytes) =>
        Convert.ToBase64String([.. Enumerable.Range(0, bytes.Count).Select(i => (byte)bytes[i].AsInt())]);

    private static void List(GoWriter output, IGoList list, int depth)
    {
        output.Write('[');
        for (int i = 0; i < list.Count; i++)
        {
            if (i > 0) output.Write(',');
            Write(output, list[i], depth + 1);
        }
        output.Write(']');
    }

    private static IEnumerable<(string, GoValue)> Fields(GoValue value)
    {
        foreach (GoField field in value.Type!.Fields)
        {
            if (field.JsonName is null) continue;
            GoValue part = field.Read(value.Data!);
            if (!field.OmitEmpty || part.IsTrue()) yield return (field.JsonName, part);
        }
    }

    private static void Pairs(GoWriter output, IEnumerable<(string, GoValue)> pairs, int depth)
    {
        output.Write('{');
        bool first = true;
        foreach ((string name, GoValue value) in pairs)
        {
            if (!first) output.Write(',');
            first = false;
            Text(output, name);
            output.Write(':');
            Write(output, value, depth + 1);
        }
        output.Write('}');
    }

    private static void Text(GoWriter output, string text)
    {
        output.Write('"');
        foreach (char c in text)
        {
            switch (c)
            {
                case '"' or '\\': output.Write('\\').Write(c); break;
                case '\b': output.Write("\\b"); break;
                case '\f': output.Write("\\f"); break;
                case '\n': output.Write("\\n"); break;
                case '\r': output.Write("\\r"); break;
                case '\t': output.Write("\\t"); break;
                case '<' or '>' or '&' or '\u2028' or '\u2029' or < ' ':
                    output.Write("\\u").Write(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                    break;
                default: output.Write(c); break;
            }
        }
        output.Write('"');
    }
}
