using System.Text;

namespace Tocsin.PromQL.Parsing;

/// <summary>Writes a tree as people like to read it: what is longer than a line is cut at its operators and arguments, two blanks deeper each time.</summary>
public static class PrettyPrinter
{
    private const int LineLength = 100;

    public static string Print(Expression expression)
    {
        var text = new StringBuilder();
        Write(expression, 0, text);
        return text.ToString();
    }

    private static void Write(Expression expression, int level, StringBuilder text)
    {
        string whole = ExpressionPrinter.Print(expression);
        if (whole.Length <= LineLength || expression is NumberLiteral or StringLiteral or VectorSelector or MatrixSelector)
        {
            // A subquery that fits stands at the margin, as upstream has it.
            Indent(expression is Subquery ? 0 : level, text).Append(whole);
            return;
        }
        switch (expression)
        {
            case Parentheses parentheses:
                Indent(level, text).Append("(\n");
                Write(parentheses.Inner, level + 1, text);
                Indent(level, text.Append('\n')).Append(')');
                break;
            case Call call:
                Indent(level, text).Append(call.Function.Name);
                WriteArguments(call.Arguments, level, text);
                break;
            case Aggregation aggregation:
                Indent(level, text).Append(ExpressionPrinter.Heading(aggregation));
                WriteArguments(aggregation.Parameter is null ? [aggregation.Inner] : [aggregation.Parameter, aggregation.Inner], level, text);
                break;
            case BinaryExpression binary:
                Write(binary.Left, level + 1, text);
                Indent(level, text.Append('\n')).Append(ExpressionPrinter.Operator(binary)).Append('\n');
                Write(binary.Right, level + 1, text);
                break;
            case Subquery subquery:
                Write(subquery.Inner, level, text);
                text.Append(ExpressionPrinter.Suffix(subquery));
                break;
            case UnaryExpression unary:
                var inner = new StringBuilder();
                Write(unary.Inner, level, inner);
                Indent(level, text).Append(unary.Negative ? '-' : '+').Append(inner.ToString().Trim());
                break;
        }
    }

    private static void WriteArguments(IReadOnlyList<Expression> arguments, int level, StringBuilder text)
    {
        text.Append("(\n");
        for (int i = 0; i < arguments.Count; i++)
        {
            if (i > 0) text.Append(",\n");
            Write(arguments[i], level + 1, text);
        }
        Indent(level, text.Append('\n')).Append(')');
    }

    private static StringBuilder Indent(int level, StringBuilder text) => text.Append(' ', level * 2);
}
