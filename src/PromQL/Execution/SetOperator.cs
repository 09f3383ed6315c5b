using Tocsin.Model.Labels;
using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>and, or, unless: series stay or go by whether the other side has their labels at that step.</summary>
internal sealed class SetOperator(MatchPlan plan, RowOperator left, RowOperator right) : RowOperator
{
    private readonly Dictionary<LabelSet, bool[]> _present = [];
    private VectorMatcher _matcher = null!;

    // "or" reads the left side twice, so it is held; the others stream it.
    private RowTable? _leftRows;

    public override async ValueTask OpenAsync(QueryContext context)
    {
        await left.OpenAsync(context);
        await right.OpenAsync(context);
        _matcher = new VectorMatcher(plan.Matching, plan.Operator, returnBool: false, context.DelayedNames);
        if (plan.Operator != BinaryOperator.Or)
        {
            Mark(RowTable.Load(right, plan.Timeline.Count, context), context);
            Heads = left.Heads;
            return;
        }
        _leftRows = RowTable.Load(left, plan.Timeline.Count, context);
        Mark(_leftRows, context);
        Heads = [.. left.Heads, .. right.Heads];
    }

    protected override void Fill(int series, Row row, RowScratch scratch)
    {
        if (_leftRows is not null && series < _leftRows.Count)
        {
            row.CopyFrom(_leftRows[series]);
            return;
        }
        if (_leftRows is not null) right.Read(series - _leftRows.Count, row, scratch);
        else left.Read(series, row, scratch);
        bool[]? present;
        lock (_matcher) present = _present.GetValueOrDefault(_matcher.SignatureOf(Heads[series]));
        bool wanted = plan.Operator == BinaryOperator.And;
        if (present is null)
        {
            if (wanted) row.Clear();
            return;
        }
        for (int i = 0; i < row.Length; i++)
            if (present[i] != wanted)
                row.SetAbsent(i);
    }

    private void Mark(RowTable table, QueryContext context)
    {
        for (int i = 0; i < table.Count; i++)
        {
            LabelSet signature = _matcher.SignatureOf(table.Heads[i]);
            if (!_present.TryGetValue(signature, out bool[]? present))
            {
                context.Budget.HoldBytes(plan.Timeline.Count + 128L);
                _present.Add(signature, present = new bool[plan.Timeline.Count]);
            }
            Row row = table[i];
            for (int step = 0; step < row.Length; step++) present[step] |= row.IsPresent(step);
        }
    }
}
