using Tocsin.Model.Labels;
using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Execution;

/// <summary>The rules of vector matching for one operator: what belongs together and what the result is called.</summary>
internal sealed class VectorMatcher
{
    private readonly VectorMatching _matching;
    private readonly bool _returnBool;
    private readonly bool _delayedNames;
    private readonly LabelProjection _signature;
    private readonly LabelProjection _result;

    public VectorMatcher(VectorMatching matching, BinaryOperator op, bool returnBool, bool delayedNames)
    {
        _matching = matching;
        _returnBool = returnBool;
        _delayedNames = delayedNames;
        _signature = matching.On ? LabelProjection.Keeping(matching.Labels) : LabelProjection.RemovingWithName(matching.Labels);
        // Filtering comparisons leave the metric as it is.
        bool dropsName = !BinaryOperators.KeepsLabels(op) || (returnBool && !delayedNames);
        if (matching.Cardinality != MatchCardinality.OneToOne) _result = dropsName ? LabelProjection.RemovingWithName(LabelProjection.FollowingName) : LabelProjection.Removing([]);
        else if (matching.On) _result = LabelProjection.Keeping(matching.Labels.Where(label => !dropsName || label != LabelNames.MetricName));
        else _result = dropsName ? LabelProjection.RemovingWithName(matching.Labels.Concat(LabelProjection.FollowingName)) : LabelProjection.Removing(matching.Labels);
    }

    /// <summary>Labels that must be equal on both sides.</summary>
    public LabelSet SignatureOf(SeriesHead head) => _signature.Apply(head.Labels);

    /// <summary>The head of the result of a pair; <paramref name="many"/> is the side that may have several members in a group.</summary>
    public SeriesHead ResultOf(SeriesHead many, SeriesHead one)
    {
        LabelSet labels = _result.Apply(many.Labels);
        if (_matching.Include.Count > 0)
        {
            var builder = new LabelSetBuilder(labels);
            foreach (string name in _matching.Include) builder.Set(name, one.Labels.Get(name));
            labels = builder.Build();
        }
        return new SeriesHead(labels, many.DropName || (_returnBool && _delayedNames));
    }
}
