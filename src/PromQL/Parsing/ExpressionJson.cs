using System.Buffers;
using System.Text.Json;
using Tocsin.Model.Matchers;

namespace Tocsin.PromQL.Parsing;

/// <summary>Writes a tree as the <c>data</c> of the HTTP API's <c>parse_query</c>. Durations and times are in ms.</summary>
public static class ExpressionJson
{
    public static void Write(Utf8JsonWriter json, Expression expression)
    {
        json.WriteStartObject();
        switch (expression)
        {
            case NumberLiteral number: json.WriteString("val", NumberText.Fixed(number.Value)); break;
            case StringLiteral text: json.WriteString("val", text.Value); break;
            case VectorSelector selector: WriteSelector(json, selector, null); break;
            case MatrixSelector matrix: WriteSelector(json, matrix.Vector, matrix.Window); break;
            case Subquery subquery: WriteSubquery(json, subquery); break;
            case Parentheses parentheses: WriteInner(json, "expr", parentheses.Inner); break;
            case UnaryExpression unary:
                WriteInner(json, "expr", unary.Inner);
                json.WriteString("op", unary.Negative ? "-" : "+");
                break;
            case Call call: WriteCall(json, call); break;
            case Aggregation aggregation: WriteAggregation(json, aggregation); break;
            case BinaryExpression binary: WriteBinary(json, binary); break;
        }
        json.WriteString("type", TypeOf(expression));
        json.WriteEndObject();
    }

    /// <summary>The same as UTF-8 text.</summary>
    public static byte[] Write(Expression expression)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) Write(json, expression);
        return buffer.WrittenSpan.ToArray();
    }

    private static string TypeOf(Expression expression) => expression switch
    {
        NumberLiteral => "numberLiteral",
        StringLiteral => "stringLiteral",
        VectorSelector => "vectorSelector",
        MatrixSelector => "matrixSelector",
        Subquery => "subquery",
        Parentheses => "parenExpr",
        UnaryExpression => "unaryExpr",
        Call => "call",
        Aggregation => "aggregation",
        _ => "binaryExpr",
    };

    private static void WriteInner(Utf8JsonWriter json, string name, Expression? inner)
    {
        json.WritePropertyName(name);
        if (inner is null) json.WriteNullValue();
        else Write(json, inner);
    }

    private static void WriteSelector(Utf8JsonWriter json, VectorSelector selector, DurationExpression? window)
    {
        if (selector.Modifiers.Extension != RangeExtension.None) json.WriteBoolean("anchored", selector.Modifiers.Extension == RangeExtension.Anchored);
        json.WriteStartArray("matchers");
        foreach (Matcher matcher in selector.Matchers)
        {
            json.WriteStartObject();
            json.WriteString("name", matcher.Name);
            json.WriteString("type", Matcher.Text(matcher.Operator));
            json.WriteString("value", matcher.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("name", selector.Name);
        json.WriteNumber("offset", Milliseconds(selector.Modifiers.Offset));
        if (window is not null) json.WriteNumber("range", Milliseconds(window));
        if (selector.Modifiers.Extension != RangeExtension.None) json.WriteBoolean("smoothed", selector.Modifiers.Extension == RangeExtension.Smoothed);
        WriteAt(json, selector.Modifiers.At);
    }

    private static void WriteSubquery(Utf8JsonWriter json, Subquery subquery)
    {
        WriteInner(json, "expr", subquery.Inner);
        json.WriteNumber("offset", Milliseconds(subquery.Modifiers.Offset));
        json.WriteNumber("range", Milliseconds(subquery.Window));
        json.WriteNumber("step", Milliseconds(subquery.Resolution));
        WriteAt(json, subquery.Modifiers.At);
    }

    private static void WriteAt(Utf8JsonWriter json, AtModifier? at)
    {
        json.WritePropertyName("startOrEnd");
        if (at is { Kind: AtKind.Start }) json.WriteStringValue("start");
        else if (at is { Kind: AtKind.End }) json.WriteStringValue("end");
        else json.WriteNullValue();
        json.WritePropertyName("timestamp");
        if (at is { Kind: AtKind.Timestamp }) json.WriteNumberValue(at.Timestamp);
        else json.WriteNullValue();
    }

    private static void WriteCall(Utf8JsonWriter json, Call call)
    {
        json.WriteStartArray("args");
        foreach (Expression argument in call.Arguments) Write(json, argument);
        json.WriteEndArray();
        json.WriteStartObject("func");
        json.WriteStartArray("argTypes");
        foreach (ExpressionType type in call.Function.Parameters) json.WriteStringValue(Name(type));
        json.WriteEndArray();
        json.WriteString("name", call.Function.Name);
        json.WriteString("returnType", Name(call.Function.Returns));
        json.WriteNumber("variadic", call.Function.Variadic);
        json.WriteEndObject();
    }

    private static void WriteAggregation(Utf8JsonWriter json, Aggregation aggregation)
    {
        WriteInner(json, "expr", aggregation.Inner);
        WriteList(json, "grouping", aggregation.Grouping);
        json.WriteString("op", AggregationOperators.Text(aggregation.Operator));
        WriteInner(json, "param", aggregation.Parameter);
        json.WriteBoolean("without", aggregation.Without);
    }

    private static void WriteBinary(Utf8JsonWriter json, BinaryExpression binary)
    {
        json.WriteBoolean("bool", binary.ReturnBool);
        WriteInner(json, "lhs", binary.Left);
        json.WritePropertyName("matching");
        if (binary.Matching is { } matching) WriteMatching(json, matching);
        else json.WriteNullValue();
        json.WriteString("op", BinaryOperators.Text(binary.Operator));
        WriteInner(json, "rhs", binary.Right);
    }

    private static void WriteMatching(Utf8JsonWriter json, VectorMatching matching)
    {
        json.WriteStartObject();
        json.WriteString("card", matching.Cardinality switch
        {
            MatchCardinality.OneToOne => "one-to-one",
            MatchCardinality.ManyToOne => "many-to-one",
            MatchCardinality.OneToMany => "one-to-many",
            _ => "many-to-many",
        });
        if (matching.FillLeft is not null || matching.FillRight is not null)
        {
            json.WriteStartObject("fillValues");
            WriteFill(json, "lhs", matching.FillLeft);
            WriteFill(json, "rhs", matching.FillRight);
            json.WriteEndObject();
        }
        WriteList(json, "include", matching.Include);
        WriteList(json, "labels", matching.Labels);
        json.WriteBoolean("on", matching.On);
        json.WriteEndObject();
    }

    private static void WriteFill(Utf8JsonWriter json, string side, double? value)
    {
        if (value is { } number) json.WriteString(side, NumberText.Fixed(number));
        else json.WriteNull(side);
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> items)
    {
        json.WriteStartArray(name);
        foreach (string item in items) json.WriteStringValue(item);
        json.WriteEndArray();
    }

    /// <summary>0 for what only the query's own range and step decide.</summary>
    private static long Milliseconds(DurationExpression? duration) => duration is DurationLiteral literal ? (long)Math.Round(literal.Seconds * 1000) : 0;

    private static string Name(ExpressionType type) => type switch
    {
        ExpressionType.Scalar => "scalar",
        ExpressionType.String => "string",
        ExpressionType.Vector => "vector",
        _ => "matrix",
    };
}
