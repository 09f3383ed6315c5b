using Tocsin.Model.Labels;

namespace Tocsin.PromQL.Execution;

/// <summary>Which group each row belongs to, and the labels of the groups in order of their first row.</summary>
internal sealed class GroupKeys
{
    private GroupKeys(int[] groupOf, List<LabelSet> labels)
    {
        GroupOf = groupOf;
        Labels = labels;
    }

    public int[] GroupOf { get; }

    public IReadOnlyList<LabelSet> Labels { get; }

    public int Count => Labels.Count;

    public static GroupKeys Of(IReadOnlyList<SeriesHead> heads, LabelProjection projection, CancellationToken cancel)
    {
        var known = new Dictionary<LabelSet, int>();
        var labels = new List<LabelSet>();
        int[] groupOf = new int[heads.Count];
        for (int i = 0; i < groupOf.Length; i++)
        {
            if (i % 4096 == 0) cancel.ThrowIfCancellationRequested();
            LabelSet key = projection.Apply(heads[i].Labels);
            if (!known.TryGetValue(key, out int group))
            {
                group = labels.Count;
                known.Add(key, group);
                labels.Add(key);
            }
            groupOf[i] = group;
        }
        return new GroupKeys(groupOf, labels);
    }

    /// <summary>The rows of each group.</summary>
    public List<int>[] Members()
    {
        var members = new List<int>[Count];
        for (int g = 0; g < members.Length; g++) members[g] = [];
        for (int i = 0; i < GroupOf.Length; i++) members[GroupOf[i]].Add(i);
        return members;
    }
}
