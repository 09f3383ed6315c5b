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

    // Some row of the one side has several partners.
    private bool _hasTwins;
    private SampleArithmetic _samples = null!;

    private RowOperator Many => _swapped ? right : left;

    private RowOperator One => _swapped ? left : right;

    public override async ValueTask OpenAsync(QueryContext context)
    {
        await left.OpenAsync(context);
        await right.OpenAsync(context);
        _samples = new SampleArithmetic(plan.Operator, plan.ReturnBool, plan.Position, context.Notes);
        var matcher = new VectorMatcher(plan.Matching, plan.Operator, plan.ReturnBool, context.DelayedNames);
        bool unique = plan.Matching is { FillLeft: null, FillRight: null } && PairUp(matcher, context);
        int steps = plan.Timeline.Count;
        if (!unique)
        {
            RowTable many = RowTable.Load(Many, steps, context), one = RowTable.Load(One, steps, context);
            _stepwise = new StepwiseMatch(plan, matcher, _samples, many, one, _swapped, context);
            Heads = _stepwise.Run();
            return;
        }
        Drain(Many, _pairs.Select(pair => pair.Many), context);
        Drain(One, _pairs.Select(pair => pair.One), context);
        if (_hasTwins) _oneRows = RowTable.Load(One, steps, context);
        var heads = new SeriesHead[_pairs.Count];
        for (int i = 0; i < heads.Length; i++) heads[i] = matcher.ResultOf(Many.Heads[_pairs[i].Many], One.Heads[_pairs[i].One]);
        Heads = heads;
    }

    protected override void Fill(int series, Row row, RowScratch scratch)
    {
        if (_stepwise is not null)
        {
            row.CopyFrom(_stepwise.Row(series));
            return;
        }
        (int many, int one) = _pairs[series];
        Many.Read(many, row, scratch);
        if (_oneRows is not null)
        {
            Combine(row, _oneRows[one]);
            return;
        }
        Row other = scratch.Rent(row.Length);
        One.Read(one, other, scratch);
        Combine(row, other);
        scratch.Return(other);
    }

    /// <summary>
    /// Finds who belongs together, in the order of the many side. The table is made of the smaller side; of the other one only hashes are kept, which
    /// tell whether it is unique.
    /// </summary>
    /// <returns>False: labels alone do not tell.</returns>
    private bool PairUp(VectorMatcher matcher, QueryContext context)
    {
        bool tableIsOne = One.Heads.Count <= Many.Heads.Count, oneToOne = plan.Matching.Cardinality == MatchCardinality.OneToOne;
        IReadOnlyList<SeriesHead> held = tableIsOne ? One.Heads : Many.Heads, asked = tableIsOne ? Many.Heads : One.Heads;
        context.Budget.HoldBytes((held.Count * 160L) + ((tableIsOne ? 0L : asked.Count) * 24));
        var table = new Dictionary<LabelSet, int>(held.Count);
        int[] next = new int[held.Count];
        for (int i = 0; i < held.Count; i++)
        {
            LabelSet signature = matcher.SignatureOf(held[i]);
            next[i] = -1;
            if (table.TryAdd(signature, i)) continue;
            if (tableIsOne) return false;
            (next[i], table[signature]) = (table[signature], i);
        }
        var seen = new HashSet<ulong>(tableIsOne ? 0 : asked.Count);
        bool[] taken = new bool[tableIsOne ? held.Count : 0];
        for (int i = 0; i < asked.Count; i++)
        {
            LabelSet signature = matcher.SignatureOf(asked[i]);
            if (!tableIsOne && !seen.Add(signature.Hash)) return false;
            if (!table.TryGetValue(signature, out int found)) continue;
            if (tableIsOne)
            {
                _hasTwins |= taken[found];
                taken[found] = true;
                _pairs.Add((i, found));
                continue;
            }
            _hasTwins |= next[found] >= 0;
            for (; found >= 0; found = next[found]) _pairs.Add((found, i));
        }
        if (!tableIsOne) _pairs.Sort();
        return !_hasTwins || !oneToOne;
    }

    /// <summary>Computes the rows without a partner for what they have to say: errors and notes do not depend on whether anyone wants the value.</summary>
    private void Drain(RowOperator side, IEnumerable<int> wanted, QueryContext context)
    {
        // What is only selected has nothing to say but how much it is: upstream counts it, though nobody looks at it.
        if (side is SelectOperator && context.Samples is not { TellsSteps: true }) return;
        int[] rest = [.. Enumerable.Range(0, side.Heads.Count).Except(wanted)];
        Workers.ForEach(rest.Length, plan.Timeline.Count, context, (from, to) =>
        {
            RowScratch scratch = RowScratch.Enter();
            var row = new Row(plan.Timeline.Count);
            for (int i = from; i < to; i++) side.Read(rest[i], row, scratch);
            scratch.Leave();
        });
    }

    private void Combine(Row many, Row one)
    {
        if (many.HasHistograms || one.HasHistograms || BinaryOperators.IsTrim(plan.Operator)) CombineMixed(many, one);
        else if (_swapped) RowArithmetic.Apply(plan.Operator, one.Values, many.Values, one.Values, plan.ReturnBool, many.Values);
        else RowArithmetic.Apply(plan.Operator, many.Values, one.Values, many.Values, plan.ReturnBool, many.Values);
    }

    private void CombineMixed(Row many, Row one)
    {
        for (int i = 0; i < many.Length; i++)
        {
            if (!many.IsPresent(i)) continue;
            Sample? result = null;
            if (one.IsPresent(i))
            {
                Sample left = Sample.At(_swapped ? one : many, i), right = Sample.At(_swapped ? many : one, i);
                result = _samples.Apply(left, right, left);
            }
            if (result is { } sample) sample.Into(many, i);
            else many.SetAbsent(i);
        }
    }
}
