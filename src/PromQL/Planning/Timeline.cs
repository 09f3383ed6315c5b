namespace Tocsin.PromQL.Planning;

/// <summary>
/// The moments at which something is evaluated: ms since the epoch, <see cref="Count"/> of them from <see cref="Start"/>. A step of 0 is the same
/// moment again and again, which is what an <c>@</c> modifier makes of a range query.
/// </summary>
internal readonly record struct Timeline(long Start, long Step, int Count)
{
    public long End => Start + (Math.Max(0, Count - 1) * Step);

    public long At(int index) => Start + (index * Step);

    /// <summary>The moments a selector looks at when its parent is evaluated on this timeline.</summary>
    public Timeline Shifted(long? at, long offset) => at is null ? this with { Start = Start - offset } : new Timeline(at.Value - offset, 0, Count);

    /// <summary>The steps of a subquery: multiples of the resolution, from the first one inside the oldest window to the newest window's end.</summary>
    public Timeline Inner(long window, long resolution)
    {
        long open = Start - window;
        long first = resolution * (open / resolution);
        if (first <= open) first += resolution;
        return new Timeline(first, resolution, Count == 0 || End < first ? 0 : checked((int)(((End - first) / resolution) + 1)));
    }
}
