using System.Numerics;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Printing;

/// <summary>Prints any value under a verb: texts of their own first, then numbers and texts, then lists, maps and structs part by part.</summary>
internal sealed class ValuePrinter(GoWriter output)
{
    /// <summary>Where Go prints an address, which nobody can know beforehand.</summary>
    private const string Address = "c00000000000";

    private readonly VerbWriter _verbs = new(output);

    /// <summary>A verb did not suit: texts of types' own do not count, as they could fail the same way again.</summary>
    private bool _erring;

    /// <summary>A pointer shows as an ampersand in front of what it points at.</summary>
    private bool _behindPointers = true;

    public void Print(GoValue value, char verb, FormatFlags flags, int depth = 0)
    {
        output.Run.Step();
        output.Run.CheckDepth(depth);
        if (value.IsNil)
        {
            if (depth > 0) output.Write(flags.SharpV ? "interface {}(nil)" : "<nil>");
            else if (verb is 'T' or 'v') _verbs.Pad("<nil>", flags);
            else BadVerb(value, verb, flags);
            return;
        }
        if (verb == 'T')
        {
            _verbs.Text(value.Type!.Name, 's', flags);
            return;
        }
        if (verb == 'p' && depth == 0)
        {
            if (value.Kind is GoKind.Slice or GoKind.Map) _verbs.Pad((flags.Plus ? "+" : "") + (flags.Sharp ? "" : "0x") + Address, flags);
            else BadVerb(value, verb, flags);
            return;
        }
        if (!_erring && value.Type!.Text is not null && !flags.SharpV && verb is 'v' or 's' or 'x' or 'X' or 'q')
        {
            _verbs.Text(value.Type!.Text!(value.Data!), verb, flags);
            return;
        }
        if (!Parts(value, verb, flags, depth)) BadVerb(value, verb, flags);
    }

    public void PrintParts(GoValue value)
    {
        _behindPointers = false;
        Parts(value, 'v', FormatFlags.None, 0);
    }

    /// <summary><c>%!verb(type=value)</c>, Go's way to say that a verb does not suit.</summary>
    public void BadVerb(GoValue value, char verb, FormatFlags flags)
    {
        bool outer = _erring;
        _erring = true;
        output.Write("%!").Write(verb).Write('(');
        if (value.IsNil) output.Write("<nil>");
        else
        {
            output.Write(value.Type!.Name).Write('=');
            if (!Parts(value, 'v', flags, 0)) output.Write('?');
        }
        output.Write(')');
        _erring = outer;
    }

    private bool Parts(GoValue value, char verb, FormatFlags flags, int depth)
    {
        switch (value.Kind)
        {
            case GoKind.Bool: return _verbs.Bool(value.AsBool(), verb, flags);
            case GoKind.Int or GoKind.Uint: return _verbs.Integer(value.AsInt(), value.Kind == GoKind.Uint, verb, flags);
            case GoKind.Float: return _verbs.Float(value.AsFloat(), verb, flags);
            case GoKind.Complex: return _verbs.ComplexNumber((Complex)value.Data!, verb, flags);
            case GoKind.String: return _verbs.Text(value.AsString(), verb, flags);
            case GoKind.Slice: List(value, verb, flags, depth); return true;
            case GoKind.Map: Map(value, verb, flags, depth); return true;
            case GoKind.Struct: Struct(value, verb, flags, depth); return true;
            case GoKind.Pointer: return Pointer(value, verb, flags);
            default: return false;
        }
    }

    private void List(GoValue value, char verb, FormatFlags flags, int depth)
    {
        IGoList list = value.AsList();
        if (value.Type!.Element == GoType.Byte && verb is 's' or 'q' or 'x' or 'X')
        {
            var bytes = new byte[list.Count];
            for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)list[i].AsInt();
            _verbs.Text(System.Text.Encoding.UTF8.GetString(bytes), verb, flags);
            return;
        }
        output.Write(flags.SharpV ? value.Type!.Name + "{" : "[");
        for (int i = 0; i < list.Count; i++)
        {
            if (i > 0) output.Write(flags.SharpV ? ", " : " ");
            Print(list[i], verb, flags, depth + 1);
        }
        output.Write(flags.SharpV ? '}' : ']');
    }

    private void Map(GoValue value, char verb, FormatFlags flags, int depth)
    {
        output.Write(flags.SharpV ? value.Type!.Name + "{" : "map[");
        bool first = true;
        foreach ((string key, GoValue element) in value.AsMap().Sorted())
        {
            if (!first) output.Write(flags.SharpV ? ", " : " ");
            first = false;
            Print(GoValue.Of(key), verb, flags, depth + 1);
            output.Write(':');
            Print(element, verb, flags, depth + 1);
        }
        output.Write(flags.SharpV ? '}' : ']');
    }

    private bool Pointer(GoValue value, char verb, FormatFlags flags)
    {
        long address = value.AsInt();
        if (flags.SharpV && verb == 'v')
        {
            output.Write('(').Write(value.Type!.Name).Write(")(").Write(address == 0 ? "nil" : "0x" + Address).Write(')');
            return true;
        }
        if (verb is 'b' or 'o' or 'd' or 'x' or 'X') return _verbs.Integer(address, true, verb, flags);
        if (verb is not ('v' or 'p')) return false;
        _verbs.Pad(address == 0 ? "<nil>" : "0x" + address.ToString("x", System.Globalization.CultureInfo.InvariantCulture), flags);
        return true;
    }

    private void Raw(GoValue[] parts, IReadOnlyList<string> names, char verb, FormatFlags flags, int depth)
    {
        output.Write('{');
        for (int i = 0; i < parts.Length; i++)
        {
            if (i > 0) output.Write(flags.SharpV ? ", " : " ");
            if (flags.SharpV || flags.PlusV) output.Write(names[i]).Write(':');
            Print(parts[i], verb, flags, depth + 1);
        }
        output.Write('}');
    }

    private void Struct(GoValue value, char verb, FormatFlags flags, int depth)
    {
        if (depth == 0 && value.Type!.Name.StartsWith('*') && _behindPointers) output.Write('&');
        if (value.Type!.RawParts is { } raw)
        {
            if (flags.SharpV && !_erring && value.Type.Methods.TryGetValue("GoString", out GoFunction? syntax))
            {
                _verbs.Text(syntax.Body([value], output.Run).AsString(), 's', flags);
                return;
            }
            if (flags.SharpV) output.Write(value.Type.Name);
            Raw(raw(value.Data!), value.Type.RawNames, verb, flags, depth);
            return;
        }
        if (flags.SharpV) output.Write(value.Type!.Name);
        output.Write('{');
        bool first = true;
        foreach (GoField field in value.Type!.Fields)
        {
            GoValue part = field.Read(value.Data!);
            if (field.OmitEmpty && !part.IsTrue()) continue;
            if (!first) output.Write(flags.SharpV ? ", " : " ");
            first = false;
            if (flags.PlusV || flags.SharpV) output.Write(field.Name).Write(':');
            Print(part, verb, flags, depth + 1);
        }
        output.Write('}');
    }
}
