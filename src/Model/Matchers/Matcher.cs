using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.Model.Matchers;

/// <summary>How a matcher compares.</summary>
public enum MatchOperator
{
    Equal,
    NotEqual,
    Regex,
    NotRegex,
}

/// <summary>
/// One condition on a label. A missing label counts as the empty value. Regular expressions are RE2's language, fully anchored, run in
/// linear time. Immutable and thread-safe.
/// </summary>
public sealed class Matcher : IEquatable<Matcher>
{
    private readonly byte[] _value;
    private readonly AnchoredRegex? _regex;

    /// <param name="dotIsAll">As <see cref="AnchoredRegex"/> takes it.</param>
    /// <exception cref="FormatException">The regular expression is not valid.</exception>
    public Matcher(string name, MatchOperator op, string value, bool dotIsAll = true)
    {
        Name = name;
        Operator = op;
        Value = value;
        NameUtf8 = Encoding.UTF8.GetBytes(name);
        _value = Encoding.UTF8.GetBytes(value);
        if (IsRegex) _regex = new AnchoredRegex(value, dotIsAll);
    }

    public string Name { get; }

    public MatchOperator Operator { get; }

    /// <summary>The value or pattern as it was written, without anchors.</summary>
    public string Value { get; }

    public ReadOnlyMemory<byte> NameUtf8 { get; }

    public ReadOnlyMemory<byte> ValueUtf8 => _value;

    public bool IsRegex => Operator is MatchOperator.Regex or MatchOperator.NotRegex;

    public bool IsNegative => Operator is MatchOperator.NotEqual or MatchOperator.NotRegex;

    /// <summary>The compiled pattern of a regex matcher, else null: storage takes its literal shortcuts from it.</summary>
    public AnchoredRegex? Pattern => _regex;

    /// <summary>Whether an absent label satisfies this matcher.</summary>
    public bool MatchesEmpty => Matches(default(ReadOnlySpan<byte>));

    public bool Matches(ReadOnlySpan<byte> value) => Operator switch
    {
        MatchOperator.Equal => value.SequenceEqual(_value),
        MatchOperator.NotEqual => !value.SequenceEqual(_value),
        MatchOperator.Regex => _regex!.IsMatch(value),
        _ => !_regex!.IsMatch(value),
    };

    public bool Matches(LabelSet labels) => Matches(labels.Get(NameUtf8.Span));

    /// <summary>Whether all matchers hold.</summary>
    public static bool MatchesAll(IReadOnlyList<Matcher> matchers, LabelSet labels)
    {
        for (int i = 0; i < matchers.Count; i++)
            if (!matchers[i].Matches(labels))
                return false;
        return true;
    }

    public bool Equals(Matcher? other) => other is not null && Operator == other.Operator && Name == other.Name && Value == other.Value;

    public override bool Equals(object? obj) => Equals(obj as Matcher);

    public override int GetHashCode() => HashCode.Combine(Name, Operator, Value);

    /// <summary>The operator as it is written.</summary>
    public static string Text(MatchOperator op) => op switch
    {
        MatchOperator.Equal => "=",
        MatchOperator.NotEqual => "!=",
        MatchOperator.Regex => "=~",
        _ => "!~",
    };

    public override string ToString() => LabelText.QuoteNameIfNeeded(Name) + Text(Operator) + LabelText.Quote(Value);
}
