using System.Numerics;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Printing;

/// <summary>Prints any value under a verb: texts of their own first, then numbers and texts, then lists, maps and structs part by part.</summary>
internal sealed class ValuePrinter(GoWriter output)
{
    private readonly VerbWriter _verbs = new(output);

    public void Print(GoValue value, char verb, FormatFlags flags, int depth = 0)
    {
        output.Run.Step();
        output.Run.CheckDepth(depth);
        if (value.IsNil)
        {
            if (verb is 'T' or 'v') _verbs.Pad("<nil>", flags);
            else BadVerb(value, verb, flags);
            return;
        }
        if (verb == 'T')
        {
            _verbs.Text(value.Type!.Name, 's', flags);
            return;
        }
        if (value.Type!.Text is not null && !flags.SharpV && verb is 'v' or 's' or 'x' or 'X' or 'q')
        {
            _verbs.Text(value.Type!.Text!(value.Data!), verb, flags);
            return;
        }
        if (!Parts(value, verb, flags, depth)) BadVerb(value, verb, flags);
    }

    /// <summary><c>%!verb(type=value)</c>, Go's way to say that a verb does not suit.</summary>
    public void BadVerb(GoValue value, char verb, FormatFlags flags)
    {
        output.Write("%!").Write(verb).Write('(');
        if (value.IsNil) output.Write("<nil>");
        else
        {
            output.Write(value.Type!.Name).Write('=');
            // A text of its own could fail the same way again.
            if (!Parts(value, 'v', flags, 0)) output.Write('?');
        }
        output.Write(')');
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
            default: return false;
        }
    }

    private void List(GoValue value, char verb, FormatFlags flags, int depth)
    {
        IGoList list = value.AsList();
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

    private void Struct(GoValue value, char verb, FormatFlags flags, int depth)
    {
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
