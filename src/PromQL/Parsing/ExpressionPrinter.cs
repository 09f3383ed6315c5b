using System.Globalization;
using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Model.Time;

namespace Tocsin.PromQL.Parsing;

/// <summary>
/// Writes a tree as PromQL on one line, in upstream's spelling; reading the text again gives the same tree, but for parts of a millisecond, which
/// that spelling does not have.
/// </summary>
public static class ExpressionPrinter
{
    public static string Print(Expression expression)
    {
        var text = new StringBuilder();
        Write(expression, text);
        return text.ToString();
    }

    private static void Write(Expression expression, StringBuilder text)
    {
        switch (expression)
        {
            case NumberLiteral number: text.Append(number.IsDuration ? Duration(number.Value * 1e9) : NumberText.Fixed(number.Value)); break;
            case StringLiteral literal: text.Append(LabelText.Quote(literal.Value)); break;
            case VectorSelector selector:
                WriteSelector(selector, text);
                WriteAt(selector.Modifiers, text);
                WriteExtension(selector.Modifiers, text);
                WriteOffset(selector.Modifiers, text);
                break;
            case MatrixSelector matrix:
                WriteSelector(matrix.Vector, text);
                text.Append('[').Append(Print(matrix.Window)).Append(']');
                // Other than beside a selector without a range, upstream has the extension first here.
                WriteExtension(matrix.Vector.Modifiers, text);
                WriteAt(matrix.Vector.Modifiers, text);
                WriteOffset(matrix.Vector.Modifiers, text);
                break;
            case Subquery subquery:
                Write(subquery.Inner, text);
                text.Append(Suffix(subquery));
                break;
            case Call call:
                text.Append(call.Function.Name);
                WriteArguments(call.Arguments, text);
                break;
            case Aggregation aggregation: WriteAggregation(aggregation, text); break;
            case BinaryExpression binary: WriteBinary(binary, text); break;
            case UnaryExpression unary:
                text.Append(unary.Negative ? '-' : '+');
                Write(unary.Inner, text);
                break;
            case Parentheses parentheses: WriteArguments([parentheses.Inner], text); break;
        }
    }

    private static void WriteArguments(IReadOnlyList<Expression> arguments, StringBuilder text)
    {
        text.Append('(');
        for (int i = 0; i < arguments.Count; i++)
        {
            if (i > 0) text.Append(", ");
            Write(arguments[i], text);
        }
        text.Append(')');
    }

    /// <summary>What stands before the parentheses.</summary>
    internal static string Heading(Aggregation aggregation)
    {
        string name = AggregationOperators.Text(aggregation.Operator);
        if (aggregation.Without) return $"{name} without {Labels(aggregation.Grouping)} ";
        return aggregation.Grouping.Count > 0 ? $"{name} by {Labels(aggregation.Grouping)} " : name;
    }

    /// <summary>What stands after the expression.</summary>
    internal static string Suffix(Subquery subquery)
    {
        var text = new StringBuilder();
        text.Append('[').Append(Print(subquery.Window)).Append(':');
        if (subquery.Resolution is not null && !IsNothing(subquery.Resolution)) text.Append(Print(subquery.Resolution));
        text.Append(']');
        WriteAt(subquery.Modifiers, text);
        WriteOffset(subquery.Modifiers, text);
        return text.ToString();
    }

    private static void WriteAggregation(Aggregation aggregation, StringBuilder text)
    {
        text.Append(Heading(aggregation));
        WriteArguments(aggregation.Parameter is null ? [aggregation.Inner] : [aggregation.Parameter, aggregation.Inner], text);
    }

    private static void WriteBinary(BinaryExpression binary, StringBuilder text)
    {
        Write(binary.Left, text);
        text.Append(' ').Append(Operator(binary)).Append(' ');
        Write(binary.Right, text);
    }

    /// <summary>The operator with all that belongs to it.</summary>
    internal static string Operator(BinaryExpression binary)
    {
        var text = new StringBuilder(BinaryOperators.Text(binary.Operator));
        if (binary.ReturnBool) text.Append(" bool");
        if (binary.Matching is { } matching)
        {
            bool grouped = matching.Cardinality is MatchCardinality.ManyToOne or MatchCardinality.OneToMany;
            if (matching.On || matching.Labels.Count > 0 || grouped)
                text.Append(matching.On ? " on " : " ignoring ").Append(Labels(matching.Labels));
            if (grouped)
                text.Append(matching.Cardinality == MatchCardinality.ManyToOne ? " group_left " : " group_right ").Append(Labels(matching.Include));
            WriteFill(matching, text);
        }
        return text.ToString();
    }

    private static void WriteFill(VectorMatching matching, StringBuilder text)
    {
        if (matching.FillLeft is { } both && matching.FillRight is { } right && both.Equals(right))
        {
            text.Append(" fill (").Append(NumberText.General(both)).Append(')');
            return;
        }
        if (matching.FillLeft is { } left) text.Append(" fill_left (").Append(NumberText.General(left)).Append(')');
        if (matching.FillRight is { } onRight) text.Append(" fill_right (").Append(NumberText.General(onRight)).Append(')');
    }

    private static void WriteSelector(VectorSelector selector, StringBuilder text)
    {
        bool classic = LabelNames.IsClassicMetric(selector.Name);
        if (classic) text.Append(selector.Name);
        var parts = new List<string>();
        if (selector.Name.Length > 0 && !classic) parts.Add(LabelText.Quote(selector.Name));
        foreach (Matcher matcher in selector.Matchers)
            if (selector.Name.Length == 0 || matcher.Name != LabelNames.MetricName)
                parts.Add(matcher.ToString());
        parts.Sort(string.CompareOrdinal);
        if (parts.Count > 0 || selector.Name.Length == 0) text.Append('{').AppendJoin(',', parts).Append('}');
    }

    private static void WriteAt(TimeModifiers modifiers, StringBuilder text)
    {
        if (modifiers.At is not { } at) return;
        text.Append(" @ ").Append(at.Kind switch
        {
            AtKind.Start => "start()",
            AtKind.End => "end()",
            _ => (at.Timestamp / 1000.0).ToString("F3", CultureInfo.InvariantCulture),
        });
    }

    private static void WriteExtension(TimeModifiers modifiers, StringBuilder text)
    {
        if (modifiers.Extension != RangeExtension.None) text.Append(' ').Append(modifiers.Extension.ToString().ToLowerInvariant());
    }

    private static void WriteOffset(TimeModifiers modifiers, StringBuilder text)
    {
        if (modifiers.Offset is not null && !IsNothing(modifiers.Offset)) text.Append(" offset ").Append(Print(modifiers.Offset));
    }

    /// <param name="isPart">Beside other durations a number stays a number.</param>
    private static string Print(DurationExpression duration, bool isPart = false) => duration switch
    {
        DurationLiteral { IsDuration: false } literal when isPart => NumberText.Fixed(literal.Seconds),
        DurationLiteral literal => Duration(Nanoseconds(literal)),
        DurationOfQuery ofQuery => ofQuery.IsStep ? "step()" : "range()",
        DurationArithmetic arithmetic => $"{Print(arithmetic.Left, isPart: true)} {BinaryOperators.Text(arithmetic.Operator)} {Print(arithmetic.Right, isPart: true)}",
        DurationNegation negation => "-" + Print(negation.Inner, isPart: true),
        DurationParentheses parentheses => $"({Print(parentheses.Inner, isPart)})",
        DurationExtreme extreme => $"{(extreme.IsMax ? "max_of" : "min_of")}({Print(extreme.Left, isPart: true)}, {Print(extreme.Right, isPart: true)})",
        _ => "",
    };

    private static bool IsNothing(DurationExpression duration) => duration is DurationLiteral literal && Nanoseconds(literal) == 0;

    private static double Nanoseconds(DurationLiteral literal) => Math.Round(literal.Seconds * 1e9, MidpointRounding.AwayFromZero);

    /// <summary>Whole milliseconds; the sign stays also where nothing else does.</summary>
    private static string Duration(double nanoseconds)
    {
        var length = TimeSpan.FromMilliseconds(Math.Truncate(Math.Truncate(Math.Abs(nanoseconds)) / 1e6));
        return (nanoseconds < 0 ? "-" : "") + PromDuration.Format(length);
    }

    private static string Labels(IReadOnlyList<string> labels) => $"({string.Join(", ", labels.Select(LabelText.QuoteNameIfNeeded))})";
}
