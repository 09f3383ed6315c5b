namespace Tocsin.Templating.Go.Values;

/// <summary>The elements of a slice; values are made when they are read.</summary>
internal interface IGoList
{
    int Count { get; }

    GoValue this[int index] { get; }
}

internal sealed class GoList(GoValue[] values) : IGoList
{
    public static readonly GoList Empty = new([]);

    public int Count => values.Length;

    public GoValue this[int index] => values[index];
}

/// <summary>Objects of ours, seen as values of a Go type.</summary>
internal sealed class GoObjectList<T>(IReadOnlyList<T> items, GoType element) : IGoList where T : class
{
    public IReadOnlyList<T> Items => items;

    public int Count => items.Count;

    public GoValue this[int index] => new(element, items[index]);
}

/// <summary>A part of another list.</summary>
internal sealed class GoListSlice(IGoList whole, int from, int count) : IGoList
{
    public int Count => count;

    public GoValue this[int index] => whole[from + index];
}
