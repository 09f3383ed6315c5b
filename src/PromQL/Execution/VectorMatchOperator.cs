using System.Buffers;
using Tocsin.Model.Labels;
using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>
/// Arithmetic or comparison between two vectors. Which series belong together is found once from the labels. Where labels alone leave it open
/// (several series in a group that may have one) the sides are compared step by step, as errors depend on what is present.
/// </summary>
internal sealed class VectorMatchOperator(MatchPlan plan, RowOperator left, RowOperator right) : RowOperator
{
    private readonly bool _swapped = plan.Matching.Cardinality == MatchCardinality.OneToMany;
    private readonly List<(int Many, int One)> _pairs = [];
    private RowTable? _oneRows;
    private StepwiseMatch? _stepwise;

    private RowOperator Many => _swapped ? right : left;

    private RowOperator One => _swapped ? left : right;

    public override async ValueTask OpenAsync(QueryContext context)
    {
        await left.OpenAsync(context);
        await right.OpenAsync(context);
        var matcher = new VectorMatcher(plan.Matching, plan.Operator, plan.ReturnBool, context.DelayedNames);
        var groups = new Dictionary<LabelSet, List<int>>();
        bool unique = true;
        for (int i = 0; i < One.Heads.Count; i++)
        {
            LabelSet signature = matcher.SignatureOf(One.Heads[i]);
            if (groups.TryGetValue(signature, out List<int>? members)) unique = false;
            else groups.Add(signature, members = []);
            members.Add(i);
        }
        var taken = new HashSet<int>();
        for (int i = 0; unique && i < Many.Heads.Count; i++)
        {
            if (!groups.TryGetValue(matcher.SignatureOf(Many.Heads[i]), out List<int>? members)) continue;
            _pairs.Add((i, members[0]));
            if (!taken.Add(members[0])) unique = plan.Matching.Cardinality != MatchCardinality.OneToOne;
        }
        int steps = plan.Timeline.Count;
        if (!unique)
        {
            RowTable many = RowTable.Load(Many, steps, context), one = RowTable.Load(One, steps, context);
            _stepwise = new StepwiseMatch(plan, matcher, many, one, _swapped, context.Cancel);
            Heads = _stepwise.Run(groups);
            return;
        }
        if (taken.Count < _pairs.Count) _oneRows = RowTable.Load(One, steps, context);
        var heads = new SeriesHead[_pairs.Count];
        for (int i = 0; i < heads.Length; i++) heads[i] = matcher.ResultOf(Many.Heads[_pairs[i].Many], One.Heads[_pairs[i].One]);
        Heads = heads;
    }

    public override void Read(int series, Span<double> row, RowScratch scratch)
    {
        if (_stepwise is not null)
        {
            _stepwise.Row(series).CopyTo(row);
            return;
        }
        (int many, int one) = _pairs[series];
        Many.Read(many, row, scratch);
        if (_oneRows is not null)
        {
            Combine(row, _oneRows[one]);
            return;
        }
        double[] buffer = ArrayPool<double>.Shared.Rent(row.Length);
        Span<double> other = buffer.AsSpan(0, row.Length);
        One.Read(one, other, scratch);
        Combine(row, other);
        ArrayPool<double>.Shared.Return(buffer);
    }

    private void Combine(Span<double> many, ReadOnlySpan<double> one)
    {
        if (_swapped) RowArithmetic.Apply(plan.Operator, one, many, one, plan.ReturnBool, many);
        else RowArithmetic.Apply(plan.Operator, many, one, many, plan.ReturnBool, many);
    }
}
