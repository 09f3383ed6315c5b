using System.Numerics;
using Tocsin.Templating.Go.Printing;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Functions;

/// <summary>eq, ne, lt, le, gt, ge: only values of one basic kind compare; there is no conversion between integers and floats.</summary>
internal static class Comparisons
{
    public static IEnumerable<GoFunction> All =>
    [
        GoFunction.Rest("eq", [GoType.Reflected, GoType.Reflected], (a, run) => GoValue.Of(EqualsAny(a, run))),
        GoFunction.Of("ne", [GoType.Reflected, GoType.Reflected], (a, run) => GoValue.Of(!AreEqual(a[0], a[1], run))),
        GoFunction.Of("lt", [GoType.Reflected, GoType.Reflected], (a, _) => GoValue.Of(Order(a[0], a[1]) is < 0)),
        GoFunction.Of("le", [GoType.Reflected, GoType.Reflected], (a, _) => GoValue.Of(Order(a[0], a[1]) is <= 0)),
        GoFunction.Of("gt", [GoType.Reflected, GoType.Reflected], (a, _) => GoValue.Of(Order(a[0], a[1]) is > 0)),
        GoFunction.Of("ge", [GoType.Reflected, GoType.Reflected], (a, _) => GoValue.Of(Order(a[0], a[1]) is >= 0)),
    ];

    private static bool EqualsAny(GoValue[] values, GoRun run)
    {
        if (values.Length < 2) throw new GoFailure("missing argument for comparison");
        for (int i = 1; i < values.Length; i++)
        {
            run.Step();
            if (AreEqual(values[0], values[i], run)) return true;
        }
        return false;
    }

    private static bool AreEqual(GoValue a, GoValue b, GoRun run)
    {
        GoKind kind = Basic(a), other = Basic(b);
        if (kind != other)
        {
            if (IsInteger(kind) && IsInteger(other)) return a.AsInt() == b.AsInt();
            if (!a.IsNil && !b.IsNil) throw Incompatible(a, b);
            return false;
        }
        switch (kind)
        {
            case GoKind.Bool: return a.AsBool() == b.AsBool();
            case GoKind.Int or GoKind.Uint: return a.AsInt() == b.AsInt();
            case GoKind.Float: return a.AsFloat() == b.AsFloat();
            case GoKind.String: return a.AsString() == b.AsString();
            case GoKind.Complex: return (Complex)a.Data! == (Complex)b.Data!;
        }
        if (a.IsNil || b.IsNil) return a.IsNil == b.IsNil;
        if (a.Kind != b.Kind) throw new GoFailure($"non-comparable types {Text(a, run)}: {a.Type}, {b.Type}: {GoFormat.Print([b], run)}");
        if (b.Kind is GoKind.Slice or GoKind.Map || HasUncomparableFields(b.Type!))
            throw new GoFailure($"non-comparable type {Text(b, run)}: {b.Type}");
        return a.Type == b.Type && Equals(a.Data, b.Data);
    }

    /// <summary>Null when a float that is not a number takes part: then every order is false.</summary>
    private static int? Order(GoValue a, GoValue b)
    {
        GoKind kind = Basic(a), other = Basic(b);
        if (kind == GoKind.Invalid || other == GoKind.Invalid) throw new GoFailure("invalid type for comparison");
        if (kind != other && !(IsInteger(kind) && IsInteger(other))) throw Incompatible(a, b);
        return kind switch
        {
            GoKind.Int or GoKind.Uint => a.AsInt().CompareTo(b.AsInt()),
            GoKind.Float => double.IsNaN(a.AsFloat()) || double.IsNaN(b.AsFloat()) ? null : a.AsFloat().CompareTo(b.AsFloat()),
            GoKind.String => GoText.Compare(a.AsString(), b.AsString()),
            _ => throw new GoFailure("invalid type for comparison"),
        };
    }

    private static GoKind Basic(GoValue value) =>
        value.Kind is GoKind.Bool or GoKind.Int or GoKind.Uint or GoKind.Float or GoKind.String or GoKind.Complex ? value.Kind : GoKind.Invalid;

    private static bool IsInteger(GoKind kind) => kind is GoKind.Int or GoKind.Uint;

    /// <summary>Structs with maps in them cannot be compared; those without fields here (times) can.</summary>
    private static bool HasUncomparableFields(GoType type) => type.Kind == GoKind.Struct && type.Fields.Count > 0;

    private static string Text(GoValue value, GoRun run) => GoFormat.Printf("%s", [value], run);

    private static GoFailure Incompatible(GoValue a, GoValue b) => new($"incompatible types for comparison: {a.Type} and {b.Type}");
}
