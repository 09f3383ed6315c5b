using System.Globalization;
using Tocsin.Model.Labels;

namespace Tocsin.PromQL.Execution;

/// <summary>Rows that differ in nothing but <c>le</c>: the buckets of a classic histogram, and native ones of the same name and labels.</summary>
internal sealed class HistogramGroup(LabelSet labels)
{
    /// <summary>Without <c>le</c>.</summary>
    public LabelSet Labels => labels;

    /// <summary>By bound, then as they came.</summary>
    public (double Bound, int Row)[] Classic { get; set; } = [];

    /// <summary>Rows without a usable bound.</summary>
    public List<int> Malformed { get; } = [];

    public List<int> Members { get; } = [];

    public static List<HistogramGroup> Of(RowTable table, CancellationToken cancel)
    {
        GroupKeys keys = GroupKeys.Of(table.Heads, LabelProjection.Removing([LabelNames.BucketBound]), cancel);
        var groups = new List<HistogramGroup>(keys.Count);
        for (int g = 0; g < keys.Count; g++) groups.Add(new HistogramGroup(keys.Labels[g]));
        for (int i = 0; i < keys.GroupOf.Length; i++) groups[keys.GroupOf[i]].Members.Add(i);
        foreach (HistogramGroup group in groups) group.FindBuckets(table);
        return groups;
    }

    private void FindBuckets(RowTable table)
    {
        var buckets = new List<(double Bound, int Row)>();
        foreach (int member in Members)
        {
            if (TryBound(table.Heads[member].Labels.Get(LabelNames.BucketBound), out double bound)) buckets.Add((bound, member));
            else Malformed.Add(member);
        }
        Classic = [.. buckets.OrderBy(b => b.Bound)];
    }

    private static bool TryBound(string text, out double bound)
    {
        string plain = text.TrimStart('+', '-');
        if (plain.Equals("inf", StringComparison.OrdinalIgnoreCase) || plain.Equals("infinity", StringComparison.OrdinalIgnoreCase))
        {
            bound = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }
        return double.TryParse(
            text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out bound);
    }
}
