using System.Globalization;
using System.Text;
using Tocsin.Model.Matchers;
using Tocsin.Model.Storage;
using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Planning;

/// <summary>A part of a plan that stands in it more than once.</summary>
/// <param name="Last">Where it stands last in the text: the place that notes about it name.</param>
/// <param name="Places">In how many places it stands, those inside other common parts included.</param>
internal sealed record CommonPart(PlanNode Last, int Places);

/// <summary>
/// The parts of a plan that are the same: the same operation on the same inputs at the same moments, wherever they stand in the text. Of parts
/// inside one another only the largest counts, unless the smaller one is used elsewhere too.
/// </summary>
internal sealed class CommonParts
{
    private readonly Dictionary<PlanNode, int> _ids = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, int> _known = [];
    private readonly List<Part> _parts = [];
    private readonly Dictionary<int, CommonPart> _common = [];

    // Samples are counted another way inside subqueries: what stands there is shared only with what stands there too.
    private int _subqueries;

    private CommonParts()
    {
    }

    public static CommonParts Of(PlanNode plan)
    {
        var common = new CommonParts();
        // What reads storage once has nothing to share.
        if (Selectors(plan, 0) < 2) return common;
        common.Visit(plan);
        for (int id = 0; id < common._parts.Count; id++)
        {
            Part part = common._parts[id];
            if (part.Uses < 2 || part.Last is NumberPlan or TextPlan or WindowPlan || Selectors(part.Last, 0) == 0) continue;
            common._common.Add(id, new CommonPart(part.Last, part.Places));
        }
        return common;
    }

    /// <summary>Null: it stands there once.</summary>
    public CommonPart? Find(PlanNode node) => _common.Count > 0 && _ids.TryGetValue(node, out int id) ? _common.GetValueOrDefault(id) : null;

    /// <summary>Counts no further than two.</summary>
    private static int Selectors(PlanNode node, int found)
    {
        if (node is SelectPlan or SelectWindowPlan or InfoPlan) found++;
        foreach (PlanNode input in node.Inputs)
        {
            if (found > 1) break;
            found = Selectors(input, found);
        }
        return found;
    }

    private int Visit(PlanNode node)
    {
        var key = new StringBuilder();
        Describe(key, node);
        key.Append(CultureInfo.InvariantCulture, $"|{node.Timeline.Start} {node.Timeline.Step} {node.Timeline.Count} {_subqueries > 0}|");
        if (node is SubqueryPlan) _subqueries++;
        foreach (PlanNode input in node.Inputs) key.Append(Visit(input)).Append(' ');
        if (node is SubqueryPlan) _subqueries--;
        string text = key.ToString();
        if (!_known.TryGetValue(text, out int id))
        {
            _known.Add(text, id = _parts.Count);
            _parts.Add(new Part(node));
        }
        else
        {
            // The inputs are used by the part, not by each place where it stands. Ranges are no parts: each place reads for itself.
            if (node is not WindowPlan) TakeBack(node);
            if (node.Position.Start > _parts[id].Last.Position.Start) _parts[id].Last = node;
        }
        _ids[node] = id;
        _parts[id].Uses++;
        _parts[id].Places++;
        return id;
    }

    private void TakeBack(PlanNode node)
    {
        foreach (PlanNode input in node.Inputs)
        {
            _parts[_ids[input]].Uses--;
            if (input is WindowPlan) TakeBack(input);
        }
    }

    /// <summary>All that makes a difference, but for the moments and the inputs.</summary>
    private static void Describe(StringBuilder to, PlanNode node)
    {
        to.Append(node.GetType().Name).Append(' ');
        switch (node)
        {
            case NumberPlan number: to.Append(BitConverter.DoubleToInt64Bits(number.Value)); break;
            case TextPlan text: Quote(to, text.Value); break;
            case SelectPlan select: Describe(to, select.Selector, select.Reference, select.DetectResets, select.Extension); break;
            case SelectWindowPlan select:
                to.Append(select.Window).Append(' ');
                Describe(to, select.Selector, select.Reference, select.DetectResets, select.Extension);
                break;
            case SubqueryPlan subquery: to.Append(subquery.Window).Append(' ').Append(subquery.Reference); break;
            // Some functions take labels from what is written inside them.
            case CallPlan call: to.Append(call.Name).Append(call.Name.StartsWith("absent", StringComparison.Ordinal) ? call.Call.ToString() : ""); break;
            case AggregatePlan aggregate:
                to.Append(aggregate.Operator).Append(aggregate.Without).Append(aggregate.Parameter is null);
                foreach (string label in aggregate.Grouping) Quote(to, label);
                break;
            case InfoPlan info:
                Describe(to, info.Selector.Selector, info.Selector.Reference, info.Selector.DetectResets, info.Selector.Extension);
                Describe(to, info.NameMatchers);
                Describe(to, info.LabelMatchers);
                break;
            case MatchPlan match: Describe(to, match); break;
            case ArithmeticPlan arithmetic: to.Append(arithmetic.Operator).Append(arithmetic.LeftIsScalar).Append(arithmetic.RightIsScalar).Append(arithmetic.ReturnBool); break;
            case NegatePlan negate: to.Append(negate.IsScalar); break;
        }
    }

    private static void Describe(StringBuilder to, MatchPlan match)
    {
        VectorMatching matching = match.Matching;
        to.Append(match.Operator).Append(match.ReturnBool).Append(matching.Cardinality).Append(matching.On).Append(matching.FillLeft).Append(':').Append(matching.FillRight);
        foreach (string label in matching.Labels) Quote(to, label);
        to.Append(':');
        foreach (string label in matching.Include) Quote(to, label);
    }

    private static void Describe(StringBuilder to, SeriesSelector selector, Timeline reference, bool detectResets, RangeExtension extension)
    {
        to.Append(selector.Start).Append(' ').Append(selector.End).Append(reference).Append(detectResets).Append(extension);
        Describe(to, selector.Matchers);
    }

    private static void Describe(StringBuilder to, IReadOnlyList<Matcher> matchers)
    {
        foreach (Matcher matcher in matchers)
        {
            Quote(to, matcher.Name);
            to.Append(matcher.Operator);
            Quote(to, matcher.Value);
        }
        to.Append(';');
    }

    private static void Quote(StringBuilder to, string text) => to.Append(text.Length).Append('"').Append(text).Append('"');

    private sealed class Part(PlanNode first)
    {
        public PlanNode Last { get; set; } = first;

        /// <summary>Operations that read it, each part counted once.</summary>
        public int Uses { get; set; }

        public int Places { get; set; }
    }
}
