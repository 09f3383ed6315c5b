using System.Collections.Concurrent;

namespace Tocsin.Templating.Go.Values;

/// <summary>
/// A Go type as templates can tell it: its name (errors and %T print it), what it is made of, its fields and its methods. Immutable once
/// <see cref="With"/> was called by the room that declares it.
/// </summary>
internal sealed class GoType
{
    private static readonly ConcurrentDictionary<GoType, GoType> Slices = new();
    private static readonly ConcurrentDictionary<GoType, GoType> Maps = new();

    public static readonly GoType Bool = new("bool", GoKind.Bool);
    public static readonly GoType Int = new("int", GoKind.Int);
    public static readonly GoType Int64 = new("int64", GoKind.Int);
    public static readonly GoType Rune = new("int32", GoKind.Int);
    public static readonly GoType Byte = new("uint8", GoKind.Uint);
    public static readonly GoType Float64 = new("float64", GoKind.Float);
    public static readonly GoType Complex128 = new("complex128", GoKind.Complex);
    public static readonly GoType String = new("string", GoKind.String);
    public static readonly GoType Html = new("template.HTML", GoKind.String);
    public static readonly GoType Url = new("template.URL", GoKind.String);
    public static readonly GoType Uint64 = new("uint64", GoKind.Uint);
    public static readonly GoType Any = new("interface {}", GoKind.Interface);

    /// <summary>Parameters of this type take the value as it is, with whatever it holds: Go's reflect.Value.</summary>
    public static readonly GoType Reflected = new("reflect.Value", GoKind.Struct);

    public static readonly GoType Strings = SliceOf(String);
    public static readonly GoType Anys = SliceOf(Any);
    public static readonly GoType Bytes = SliceOf(Byte);
    public static readonly GoType StringMap = MapOf(String);
    public static readonly GoType AnyMap = MapOf(Any);

    public GoType(string name, GoKind kind, GoType? element = null, GoType? unnamed = null)
    {
        Name = name;
        Kind = kind;
        Element = element;
        Unnamed = unnamed;
    }

    public string Name { get; }

    public GoKind Kind { get; }

    /// <summary>Of slices and maps (whose keys are always strings).</summary>
    public GoType? Element { get; }

    /// <summary>The literal type that a named slice or map is declared as: values go both ways without a conversion.</summary>
    public GoType? Unnamed { get; }

    /// <summary>In the order of the declaration, which is the order they print in.</summary>
    public IReadOnlyList<GoField> Fields { get; private set; } = [];

    public IReadOnlyDictionary<string, GoFunction> Methods { get; private set; } = new Dictionary<string, GoFunction>();

    /// <summary>The type's own text (Go's String method), printed in place of its parts.</summary>
    public Func<object, string>? Text { get; private set; }

    /// <summary>What is printed where a text of its own does not count, of types whose fields templates cannot read.</summary>
    public Func<object, GoValue[]>? RawParts { get; private set; }

    /// <summary>The names of <see cref="RawParts"/>.</summary>
    public IReadOnlyList<string> RawNames { get; private set; } = [];

    public bool CanBeNil => Kind is GoKind.Slice or GoKind.Map or GoKind.Interface or GoKind.Func || this == Reflected;

    public static GoType SliceOf(GoType element) =>
        Slices.GetOrAdd(element, e => new GoType("[]" + e.Name, GoKind.Slice, e));

    public static GoType MapOf(GoType element) =>
        Maps.GetOrAdd(element, e => new GoType("map[string]" + e.Name, GoKind.Map, e));

    public GoType With(
        IEnumerable<GoField>? fields = null, IEnumerable<GoFunction>? methods = null, Func<object, string>? text = null, Func<object, GoValue[]>? parts = null, string names = "")
    {
        if (fields is not null) Fields = [.. fields];
        if (methods is not null) Methods = methods.ToDictionary(m => m.Name, StringComparer.Ordinal);
        if (text is not null) Text = text;
        if (parts is not null) (RawParts, RawNames) = (parts, names.Split(' '));
        return this;
    }

    public GoField? Field(string name)
    {
        foreach (GoField field in Fields)
        {
            if (field.Name == name) return field;
        }
        return null;
    }

    public bool AssignableTo(GoType other) =>
        this == other || other == Any || other == Reflected || Unnamed == other || other.Unnamed == this;

    public override string ToString() => Name;
}

/// <summary>A field of a struct and how it is read.</summary>
/// <param name="JsonName">Its name in JSON; null leaves it out.</param>
internal sealed record GoField(string Name, string? JsonName, Func<object, GoValue> Read)
{
    /// <summary>Neither printed nor in JSON while it is empty: newer fields do not change the texts that people know.</summary>
    public bool OmitEmpty { get; init; }
}
