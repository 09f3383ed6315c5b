using Tocsin.Model.Labels;

namespace Tocsin.PromQL.Execution;

/// <summary>What operations do to the metric name, and to the type and unit that follow it: take it away at once, or mark it for the end of the query.</summary>
internal sealed class NameRemoval(bool delayed)
{
    private static readonly LabelProjection Projection = LabelProjection.RemovingWithName(LabelProjection.FollowingName);

    public SeriesHead Apply(SeriesHead head) => delayed ? head with { DropName = true } : new SeriesHead(WithoutName(head.Labels), false);

    public SeriesHead[] Apply(IReadOnlyList<SeriesHead> heads)
    {
        var applied = new SeriesHead[heads.Count];
        for (int i = 0; i < applied.Length; i++) applied[i] = Apply(heads[i]);
        return applied;
    }

    public static LabelSet WithoutName(LabelSet labels)
    {
        if (!labels.Contains(LabelNames.MetricNameUtf8) && !labels.Contains("__type__"u8) && !labels.Contains("__unit__"u8)) return labels;
        lock (Projection) return Projection.Apply(labels);
    }
}
