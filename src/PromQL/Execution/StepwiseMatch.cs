using Tocsin.Model.Labels;
using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>
/// Vector matching where labels alone do not tell it all: a group has several candidates, of which only one may be present at a step, or a missing
/// side is filled in.
/// </summary>
internal sealed class StepwiseMatch(
    MatchPlan plan, VectorMatcher matcher, SampleArithmetic samples, RowTable many, RowTable one, bool swapped, QueryContext context)
{
    private readonly Dictionary<SeriesHead, int> _outputs = [];
    private readonly List<Row> _rows = [];
    private readonly List<SeriesHead> _heads = [];
    // With group_right, upstream's sides are swapped before they are filled: "left" is the many side there too.
    private readonly double? _fillMany = plan.Matching.FillLeft;
    private readonly double? _fillOne = plan.Matching.FillRight;

    public Row Row(int series) => _rows[series];

    /// <exception cref="QueryException">The matching is not unique at some step.</exception>
    public IReadOnlyList<SeriesHead> Run()
    {
        var numbers = new Dictionary<LabelSet, int>();
        var ones = new List<List<int>>();
        var signatures = new List<LabelSet>();
        for (int i = 0; i < one.Count; i++)
        {
            LabelSet signature = matcher.SignatureOf(one.Heads[i]);
            if (!numbers.TryGetValue(signature, out int group)) group = AddGroup(signature);
            ones[group].Add(i);
        }
        int[] groupOf = new int[many.Count];
        for (int i = 0; i < groupOf.Length; i++)
        {
            LabelSet signature = matcher.SignatureOf(many.Heads[i]);
            if (numbers.TryGetValue(signature, out groupOf[i])) continue;
            groupOf[i] = _fillOne is null ? -1 : AddGroup(signature);
        }
        int[] present = new int[ones.Count];
        bool[] matched = new bool[ones.Count];
        for (int step = 0; step < plan.Timeline.Count; step++)
        {
            context.Cancel.ThrowIfCancellationRequested();
            if ((_fillMany is null && !AnyAt(many, step)) || (_fillOne is null && !AnyAt(one, step))) continue;
            for (int g = 0; g < present.Length; g++) present[g] = Single(ones[g], signatures[g], step);
            Array.Clear(matched);
            MatchStep(groupOf, present, matched, signatures, step);
            for (int g = 0; _fillMany is not null && g < present.Length; g++)
            {
                if (present[g] < 0 || matched[g]) continue;
                if (Combine(new Sample(_fillMany!.Value, null), Sample.At(one[present[g]], step)) is { } result)
                    Put(new SeriesHead(signatures[g], false), one.Heads[present[g]], result, step);
            }
        }
        return _heads;

        int AddGroup(LabelSet signature)
        {
            numbers.Add(signature, ones.Count);
            ones.Add([]);
            signatures.Add(signature);
            return ones.Count - 1;
        }
    }

    private void MatchStep(int[] groupOf, int[] present, bool[] matched, List<LabelSet> signatures, int step)
    {
        for (int i = 0; i < groupOf.Length; i++)
        {
            int group = groupOf[i];
            if (group < 0 || !many[i].IsPresent(step)) continue;
            bool isFilled = present[group] < 0;
            if (isFilled && _fillOne is null) continue;
            // A pair takes its place even when a comparison filters it out.
            if (plan.Matching.Cardinality == MatchCardinality.OneToOne && matched[group])
                throw new QueryException("multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)");
            matched[group] = true;
            SeriesHead oneHead = isFilled ? new SeriesHead(signatures[group], false) : one.Heads[present[group]];
            Sample theirs = isFilled ? new Sample(_fillOne!.Value, null) : Sample.At(one[present[group]], step);
            if (Combine(Sample.At(many[i], step), theirs) is { } result) Put(many.Heads[i], oneHead, result, step);
        }
    }

    private Sample? Combine(in Sample manySample, in Sample oneSample)
    {
        Sample left = swapped ? oneSample : manySample, right = swapped ? manySample : oneSample;
        return samples.Apply(left, right, left);
    }

    private void Put(SeriesHead manyHead, SeriesHead oneHead, in Sample result, int step)
    {
        SeriesHead head = matcher.ResultOf(manyHead, oneHead);
        if (!_outputs.TryGetValue(head, out int output))
        {
            _outputs.Add(head, output = _rows.Count);
            var row = new Row(plan.Timeline.Count);
            row.Clear();
            context.Budget.HoldRow(row);
            _rows.Add(row);
            _heads.Add(head);
        }
        if (_rows[output].IsPresent(step))
        {
            throw new QueryException(plan.Matching.Cardinality == MatchCardinality.OneToOne
                ? QueryException.SameLabels
                : "multiple matches for labels: grouping labels must ensure unique matches");
        }
        result.Into(_rows[output], step);
    }

    private int Single(List<int> members, LabelSet signature, int step)
    {
        int found = -1;
        foreach (int member in members)
        {
            if (!one[member].IsPresent(step)) continue;
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
            if (table[i].IsPresent(step))
                return true;
        return false;
    }
}
