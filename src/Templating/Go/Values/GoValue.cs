namespace Tocsin.Templating.Go.Values;

/// <summary>
/// A value and its Go type. <c>default</c> is nil and also "no value"; which one it prints as depends on where it is printed. The data is a bool, a
/// long (all integers), a double, a <see cref="System.Numerics.Complex"/>, a string, an <see cref="IGoList"/>, an <see cref="IGoMap"/>, or whatever
/// the accessors of a struct type read.
/// </summary>
/// <param name="Held">Came out of a list or map of any values: errors then call its type <c>interface {}</c>. Pipelines take it out.</param>
internal readonly record struct GoValue(GoType? Type, object? Data, bool Held = false)
{
    private const long SmallestKept = -16;
    private const long LargestKept = 1023;
    private static readonly object[] Small = [.. Enumerable.Range((int)SmallestKept, (int)(LargestKept - SmallestKept + 1)).Select(i => (object)(long)i)];

    public static readonly GoValue True = new(GoType.Bool, true);
    public static readonly GoValue False = new(GoType.Bool, false);

    public bool IsNil => Type is null;

    public GoKind Kind => Type?.Kind ?? GoKind.Invalid;

    public static GoValue Of(bool value) => value ? True : False;

    public static GoValue Of(long value) => Whole(GoType.Int, value);

    /// <summary>An integer of any integer type; small ones cost no memory.</summary>
    public static GoValue Whole(GoType type, long value) =>
        new(type, value >= SmallestKept && value <= LargestKept ? Small[value - SmallestKept] : value);

    public static GoValue Of(double value) => new(GoType.Float64, value);

    public static GoValue Of(string value) => new(GoType.String, value);

    public static GoValue Of(IEnumerable<string> values) => new(GoType.Strings, new GoList([.. values.Select(Of)]));

    public static GoValue Of(GoType type, IGoList list) => new(type, list);

    public static GoValue Of(GoType type, IGoMap map) => new(type, map);

    /// <summary>What Go makes of a declaration without a value.</summary>
    public static GoValue ZeroOf(GoType type) => type.Kind switch
    {
        GoKind.Bool => new GoValue(type, false),
        GoKind.Int or GoKind.Uint => new GoValue(type, 0L),
        GoKind.Float => new GoValue(type, 0.0),
        GoKind.String => new GoValue(type, ""),
        GoKind.Slice => new GoValue(type, GoList.Empty),
        GoKind.Map => new GoValue(type, GoMap.Empty),
        _ => default,
    };

    public bool AsBool() => (bool)Data!;

    public long AsInt() => (long)Data!;

    public double AsFloat() => (double)Data!;

    public string AsString() => (string)Data!;

    public IGoList AsList() => (IGoList)Data!;

    public IGoMap AsMap() => (IGoMap)Data!;

    /// <summary>Go's truth: nothing, zero and empty are false.</summary>
    public bool IsTrue() => Kind switch
    {
        GoKind.Invalid => false,
        GoKind.Bool => AsBool(),
        GoKind.Int or GoKind.Uint => AsInt() != 0,
        GoKind.Float => AsFloat() != 0,
        GoKind.String => AsString().Length > 0,
        GoKind.Slice => AsList().Count > 0,
        GoKind.Map => AsMap().Count > 0,
        GoKind.Complex => (System.Numerics.Complex)Data! != System.Numerics.Complex.Zero,
        _ => true,
    };
}
