using System.Globalization;
using System.Text.Json;
using Tocsin.Model.Matchers;
using Tocsin.PromQL.Parsing;

namespace Tocsin.Engine.Querying;

/// <summary>The syntax tree as <c>/api/v1/parse_query</c> shows it: one object a node, keys in order of the alphabet, times in ms.</summary>
internal static class ExpressionJson
{
    public static void Write(Utf8JsonWriter json, Expression expression)
    {
        json.WriteStartObject();
        switch (expression)
        {
            case Aggregation aggregation:
                WriteAggregation(json, aggregation);
                break;
            case BinaryExpression binary:
                WriteBinary(json, binary);
                break;
            case Call call:
                WriteCall(json, call);
                break;
            case VectorSelector selector:
                WriteSelector(json, selector, null);
                json.WriteString("type"u8, "vectorSelector"u8);
                break;
            case MatrixSelector matrix:
                WriteSelector(json, matrix.Vector, matrix.Window);
                json.WriteString("type"u8, "matrixSelector"u8);
                break;
            case Subquery subquery:
                WriteSubquery(json, subquery);
                break;
            case NumberLiteral number:
                json.WriteString("type"u8, "numberLiteral"u8);
                json.WriteString("val"u8, Number(number.Value));
                break;
            case StringLiteral text:
                json.WriteString("type"u8, "stringLiteral"u8);
                json.WriteString("val"u8, text.Value);
                break;
            case Parentheses parentheses:
                WriteChild(json, "expr", parentheses.Inner);
                json.WriteString("type"u8, "parenExpr"u8);
                break;
            case UnaryExpression unary:
                WriteChild(json, "expr", unary.Inner);
                json.WriteString("op"u8, unary.Negative ? "-"u8 : "+"u8);
                json.WriteString("type"u8, "unaryExpr"u8);
                break;
            default:
                throw new InvalidOperationException($"no JSON for {expression.GetType().Name}");
        }
        json.WriteEndObject();
    }

    private static void WriteAggregation(Utf8JsonWriter json, Aggregation aggregation)
    {
        WriteChild(json, "expr", aggregation.Inner);
        WriteNames(json, "grouping", aggregation.Grouping);
        json.WriteString("op"u8, AggregationOperators.Text(aggregation.Operator));
        WriteChild(json, "param", aggregation.Parameter);
        json.WriteString("type"u8, "aggregation"u8);
        json.WriteBoolean("without"u8, aggregation.Without);
    }

    private static void WriteBinary(Utf8JsonWriter json, BinaryExpression binary)
    {
        json.WriteBoolean("bool"u8, binary.ReturnBool);
        WriteChild(json, "lhs", binary.Left);
        if (binary.Matching is { } matching)
        {
            json.WriteStartObject("matching"u8);
            bool fills = matching.FillLeft is not null || matching.FillRight is not null;
            json.WriteString("card"u8, matching.Cardinality switch
            {
                MatchCardinality.OneToOne => "one-to-one",
                MatchCardinality.ManyToOne => "many-to-one",
                MatchCardinality.OneToMany => "one-to-many",
                _ => "many-to-many",
            });
            if (fills) WriteFill(json, matching);
            WriteNames(json, "include", matching.Include);
            WriteNames(json, "labels", matching.Labels);
            json.WriteBoolean("on"u8, matching.On);
            json.WriteEndObject();
        }
        else json.WriteNull("matching"u8);
        json.WriteString("op"u8, BinaryOperators.Text(binary.Operator));
        WriteChild(json, "rhs", binary.Right);
        json.WriteString("type"u8, "binaryExpr"u8);
    }

    private static void WriteFill(Utf8JsonWriter json, VectorMatching matching)
    {
        json.WriteStartObject("fillValues"u8);
        if (matching.FillLeft is { } left) json.WriteString("lhs"u8, Number(left));
        else json.WriteNull("lhs"u8);
        if (matching.FillRight is { } right) json.WriteString("rhs"u8, Number(right));
        else json.WriteNull("rhs"u8);
        json.WriteEndObject();
    }

    private static void WriteCall(Utf8JsonWriter json, Call call)
    {
        json.WriteStartArray("args"u8);
        foreach (Expression argument in call.Arguments) Write(json, argument);
        json.WriteEndArray();
        json.WriteStartObject("func"u8);
        json.WriteStartArray("argTypes"u8);
        foreach (ExpressionType type in call.Function.Parameters) json.WriteStringValue(Name(type));
        json.WriteEndArray();
        json.WriteString("name"u8, call.Function.Name);
        json.WriteString("returnType"u8, Name(call.Function.Returns));
        json.WriteNumber("variadic"u8, call.Function.Variadic);
        json.WriteEndObject();
        json.WriteString("type"u8, "call"u8);
    }

    private static void WriteSelector(Utf8JsonWriter json, VectorSelector selector, DurationExpression? window)
    {
        if (selector.Modifiers.Extension == RangeExtension.Anchored) json.WriteBoolean("anchored"u8, true);
        json.WriteStartArray("matchers"u8);
        foreach (Matcher matcher in selector.Matchers)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, matcher.Name);
            json.WriteString("type"u8, matcher.Operator switch
            {
                MatchOperator.NotEqual => "!="u8,
                MatchOperator.Regex => "=~"u8,
                MatchOperator.NotRegex => "!~"u8,
                _ => "="u8,
            });
            json.WriteString("value"u8, matcher.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("name"u8, selector.Name);
        json.WriteNumber("offset"u8, Milliseconds(selector.Modifiers.Offset));
        if (window is not null) json.WriteNumber("range"u8, Milliseconds(window));
        if (selector.Modifiers.Extension == RangeExtension.Smoothed) json.WriteBoolean("smoothed"u8, true);
        WriteAt(json, selector.Modifiers.At);
    }

    private static void WriteSubquery(Utf8JsonWriter json, Subquery subquery)
    {
        WriteChild(json, "expr", subquery.Inner);
        json.WriteNumber("offset"u8, Milliseconds(subquery.Modifiers.Offset));
        json.WriteNumber("range"u8, Milliseconds(subquery.Window));
        json.WritePropertyName("startOrEnd"u8);
        WriteAtKind(json, subquery.Modifiers.At);
        json.WriteNumber("step"u8, Milliseconds(subquery.Resolution));
        WriteTimestamp(json, subquery.Modifiers.At);
        json.WriteString("type"u8, "subquery"u8);
    }

    private static void WriteAt(Utf8JsonWriter json, AtModifier? at)
    {
        json.WritePropertyName("startOrEnd"u8);
        WriteAtKind(json, at);
        WriteTimestamp(json, at);
    }

    private static void WriteAtKind(Utf8JsonWriter json, AtModifier? at)
    {
        if (at is null or { Kind: AtKind.Timestamp }) json.WriteNullValue();
        else json.WriteStringValue(at.Kind == AtKind.Start ? "start"u8 : "end"u8);
    }

    private static void WriteTimestamp(Utf8JsonWriter json, AtModifier? at)
    {
        if (at is { Kind: AtKind.Timestamp }) json.WriteNumber("timestamp"u8, at.Timestamp);
        else json.WriteNull("timestamp"u8);
    }

    private static void WriteChild(Utf8JsonWriter json, string name, Expression? child)
    {
        json.WritePropertyName(name);
        if (child is null) json.WriteNullValue();
        else Write(json, child);
    }

    private static void WriteNames(Utf8JsonWriter json, string name, IReadOnlyList<string> names)
    {
        json.WriteStartArray(name);
        foreach (string one in names) json.WriteStringValue(one);
        json.WriteEndArray();
    }

    private static string Name(ExpressionType type) => type.ToString().ToLowerInvariant();

    // What depends on the query's own times has no length yet.
    private static long Milliseconds(DurationExpression? duration) => duration switch
    {
        DurationLiteral literal => (long)(Math.Round(literal.Seconds * 1e9) / 1e6),
        DurationNegation negation => -Milliseconds(negation.Inner),
        DurationParentheses parentheses => Milliseconds(parentheses.Inner),
        _ => 0,
    };

    private static string Number(double value)
    {
        Span<byte> text = stackalloc byte[SampleText.MaxLength];
        int length = SampleText.Format(value, NumberLayout.Fixed, text);
        return System.Text.Encoding.ASCII.GetString(text[..length]);
    }
}
