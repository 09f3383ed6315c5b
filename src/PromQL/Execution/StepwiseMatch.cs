using Tocsin.Model.Labels;
using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>Vector matching where a group has several candidates: at each step only one of them may be present.</summary>
internal sealed class StepwiseMatch(MatchPlan plan, VectorMatcher matcher, RowTable many, RowTable one, bool swapped, CancellationToken cancel)
{
    private readonly Dictionary<LabelSet, int> _outputs = [];
    private readonly List<double[]> _rows = [];
    private readonly List<SeriesHead> _heads = [];

    public ReadOnlySpan<double> Row(int series) => _rows[series];

    /// <exception cref="QueryException">The matching is not unique at some step.</exception>
    public IReadOnlyList<SeriesHead> Run(Dictionary<LabelSet, List<int>> groups)
    {
        List<int>[] ones = [.. groups.Values];
        LabelSet[] signatures = [.. groups.Keys];
        Dictionary<LabelSet, int> numbers = [];
        for (int g = 0; g < signatures.Length; g++) numbers.Add(signatures[g], g);
        int[] groupOf = new int[many.Count];
        for (int i = 0; i < groupOf.Length; i++) groupOf[i] = numbers.GetValueOrDefault(matcher.SignatureOf(many.Heads[i]), -1);
        int[] present = new int[ones.Length];
        bool[] matched = new bool[ones.Length];
        for (int step = 0; step < plan.Timeline.Count; step++)
        {
            cancel.ThrowIfCancellationRequested();
            if (!AnyAt(many, step) || !AnyAt(one, step)) continue;
            for (int g = 0; g < ones.Length; g++) present[g] = Single(ones[g], signatures[g], step);
            Array.Clear(matched);
            MatchStep(groupOf, present, matched, step);
        }
        return _heads;
    }

    private void MatchStep(int[] groupOf, int[] present, bool[] matched, int step)
    {
        for (int i = 0; i < groupOf.Length; i++)
        {
            int group = groupOf[i];
            if (group < 0 || present[group] < 0 || Absent.Is(many[i][step])) continue;
            if (plan.Matching.Cardinality == MatchCardinality.OneToOne && matched[group])
                throw new QueryException("multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)");
            matched[group] = true;
            Put(i, present[group], step);
        }
    }

    private void Put(int manyIndex, int oneIndex, int step)
    {
        Span<double> a = many[manyIndex].Slice(step, 1), b = one[oneIndex].Slice(step, 1);
        double value = 0;
        var result = new Span<double>(ref value);
        if (swapped) RowArithmetic.Apply(plan.Operator, b, a, b, plan.ReturnBool, result);
        else RowArithmetic.Apply(plan.Operator, a, b, a, plan.ReturnBool, result);
        if (Absent.Is(value)) return;
        SeriesHead head = matcher.ResultOf(many.Heads[manyIndex], one.Heads[oneIndex]);
        if (!_outputs.TryGetValue(head.Labels, out int output))
        {
            _outputs.Add(head.Labels, output = _rows.Count);
            double[] row = new double[plan.Timeline.Count];
            row.AsSpan().Fill(Absent.Value);
            _rows.Add(row);
            _heads.Add(head);
        }
        if (!Absent.Is(_rows[output][step]))
        {
            throw new QueryException(plan.Matching.Cardinality == MatchCardinality.OneToOne
                ? QueryException.SameLabels
                : "multiple matches for labels: grouping labels must ensure unique matches");
        }
        _rows[output][step] = value;
    }

    private int Single(List<int> members, LabelSet signature, int step)
    {
        int found = -1;
        foreach (int member in members)
        {
            if (Absent.Is(one[member][step])) continue;
            if (found < 0)
            {
                found = member;
                continue;
            }
            string[] both = [one.Heads[found].Labels.ToString(), one.Heads[member].Labels.ToString()];
            Array.Sort(both, StringComparer.Ordinal);
            string side = swapped ? "left" : "right";
            throw new QueryException(
                $"found duplicate series for the match group {signature} on the {side} hand-side of the operation: [{both[0]}, {both[1]}]"
                + ";many-to-many matching not allowed: matching labels must be unique on one side");
        }
        return found;
    }

    private static bool AnyAt(RowTable table, int step)
    {
        for (int i = 0; i < table.Count; i++)
            if (!Absent.Is(table[i][step]))
                return true;
        return false;
    }
}
