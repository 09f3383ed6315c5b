using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Functions;

/// <summary>len, index, slice. Offsets into texts count UTF-8 bytes.</summary>
internal static class Indexing
{
    public static IEnumerable<GoFunction> All =>
    [
        GoFunction.Of("len", [GoType.Reflected], (a, _) => GoValue.Of(Length(a[0]))),
        GoFunction.Rest("index", [GoType.Reflected, GoType.Reflected], (a, _) => Index(a)),
        GoFunction.Rest("slice", [GoType.Reflected, GoType.Reflected], (a, _) => Slice(a)),
    ];

    private static long Length(GoValue value) => value.Kind switch
    {
        GoKind.String => GoText.Length(value.AsString()),
        GoKind.Slice => value.AsList().Count,
        GoKind.Map => value.AsMap().Count,
        GoKind.Invalid when value.Held => throw new GoFailure("len of nil pointer"),
        GoKind.Invalid => throw new GoFailure("reflect: call of reflect.Value.Type on zero Value"),
        _ => throw new GoFailure($"len of type {value.Type!.Name.TrimStart('*')}"),
    };

    private static GoValue Index(GoValue[] args)
    {
        GoValue item = args[0];
        if (item.IsNil) throw new GoFailure("index of untyped nil");
        for (int i = 1; i < args.Length; i++) item = Element(item, args[i]);
        return item;
    }

    private static GoValue Element(GoValue item, GoValue index)
    {
        switch (item.Kind)
        {
            case GoKind.Slice:
                int at = Offset(index, item.AsList().Count);
                if (at == item.AsList().Count) throw new GoFailure("reflect: slice index out of range");
                return item.AsList()[at];
            case GoKind.String:
                int length = GoText.Length(item.AsString());
                int byteAt = Offset(index, length);
                if (byteAt == length) throw new GoFailure("reflect: string index out of range");
                return new GoValue(GoType.Byte, (long)GoText.ByteAt(item.AsString(), byteAt));
            case GoKind.Map:
                if (index.IsNil) throw new GoFailure("value is nil; should be of type string");
                if (index.Type != GoType.String) throw new GoFailure($"value has type {index.Type}; should be string");
                return item.AsMap().TryGet(index.AsString(), out GoValue found) ? found : GoValue.ZeroOf(item.Type!.Element!);
            case GoKind.Invalid: throw new GoFailure("index of nil pointer");
            default: throw new GoFailure($"can't index item of type {item.Type!.Name.TrimStart('*')}");
        }
    }

    private static GoValue Slice(GoValue[] args)
    {
        GoValue item = args[0];
        if (item.IsNil) throw new GoFailure("slice of untyped nil");
        if (args.Length > 4) throw new GoFailure($"too many slice indexes: {args.Length - 1}");
        int length = item.Kind switch
        {
            GoKind.String when args.Length == 4 => throw new GoFailure("cannot 3-index slice a string"),
            GoKind.String => GoText.Length(item.AsString()),
            GoKind.Slice => item.AsList().Count,
            _ => throw new GoFailure($"can't slice item of type {item.Type!.Name.TrimStart('*')}"),
        };
        int[] bounds = [0, length, length];
        for (int i = 1; i < args.Length; i++) bounds[i - 1] = Offset(args[i], length);
        if (bounds[0] > bounds[1]) throw new GoFailure($"invalid slice index: {bounds[0]} > {bounds[1]}");
        if (args.Length == 4 && bounds[1] > bounds[2]) throw new GoFailure($"invalid slice index: {bounds[1]} > {bounds[2]}");
        return item.Kind == GoKind.String
            ? item with { Data = GoText.Slice(item.AsString(), bounds[0], bounds[1]) }
            : item with { Data = new GoListSlice(item.AsList(), bounds[0], bounds[1] - bounds[0]) };
    }

    private static int Offset(GoValue index, int capacity)
    {
        if (index.IsNil) throw new GoFailure("cannot index slice/array with nil");
        if (index.Kind is not (GoKind.Int or GoKind.Uint)) throw new GoFailure($"cannot index slice/array with type {index.Type}");
        long at = index.AsInt();
        return at < 0 || at > capacity ? throw new GoFailure($"index out of range: {at}") : (int)at;
    }
}
