using Google.Protobuf.Collections;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;

namespace Tocsin.Contracts.Remote;

/// <summary>Label sets and matchers between the model and the wire.</summary>
public static class WireLabels
{
    public static void Write(LabelSet labels, RepeatedField<Label> into)
    {
        foreach ((string name, string value) in labels.ToStrings()) into.Add(new Label { Name = name, Value = value });
    }

    /// <summary>The set; false when a name comes twice or is empty, which the protocols forbid.</summary>
    public static bool TryRead(RepeatedField<Label> labels, LabelSetBuilder scratch, out LabelSet set)
    {
        scratch.Clear();
        set = LabelSet.Empty;
        foreach (Label label in labels)
        {
            if (label.Name.Length == 0 || scratch.Get(label.Name).Length > 0) return false;
            scratch.Set(label.Name, label.Value);
        }
        set = scratch.Build();
        return true;
    }

    /// <exception cref="FormatException">A regular expression is not valid.</exception>
    public static Matcher Read(LabelMatcher matcher) => new(matcher.Name, matcher.Type switch
    {
        LabelMatcher.Types.Type.Neq => MatchOperator.NotEqual,
        LabelMatcher.Types.Type.Re => MatchOperator.Regex,
        LabelMatcher.Types.Type.Nre => MatchOperator.NotRegex,
        _ => MatchOperator.Equal,
    }, matcher.Value);

    public static LabelMatcher Write(Matcher matcher) => new()
    {
        Name = matcher.Name,
        Value = matcher.Value,
        Type = matcher.Operator switch
        {
            MatchOperator.NotEqual => LabelMatcher.Types.Type.Neq,
            MatchOperator.Regex => LabelMatcher.Types.Type.Re,
            MatchOperator.NotRegex => LabelMatcher.Types.Type.Nre,
            _ => LabelMatcher.Types.Type.Eq,
        },
    };
}
