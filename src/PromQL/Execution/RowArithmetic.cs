using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Execution;

/// <summary>Arithmetic and comparison of two rows, step by step; a step that one of them lacks is absent.</summary>
internal static class RowArithmetic
{
    private interface IOperation
    {
        static abstract double Apply(double left, double right);
    }

    private interface IComparison
    {
        static abstract bool Holds(double left, double right);
    }

    /// <param name="kept">What a comparison that holds gives, unless it gives 1 or 0 (<paramref name="returnBool"/>).</param>
    /// <param name="result">May be one of the inputs.</param>
    public static void Apply(
        BinaryOperator op, ReadOnlySpan<double> left, ReadOnlySpan<double> right, ReadOnlySpan<double> kept, bool returnBool, Span<double> result)
    {
        switch (op)
        {
            case BinaryOperator.Add: Compute<Sum>(left, right, result); break;
            case BinaryOperator.Subtract: Compute<Difference>(left, right, result); break;
            case BinaryOperator.Multiply: Compute<Product>(left, right, result); break;
            case BinaryOperator.Divide: Compute<Ratio>(left, right, result); break;
            case BinaryOperator.Modulo: Compute<Remainder>(left, right, result); break;
            case BinaryOperator.Power: Compute<Power>(left, right, result); break;
            case BinaryOperator.Atan2: Compute<Angle>(left, right, result); break;
            case BinaryOperator.Equal: Compare<Equal>(left, right, kept, returnBool, result); break;
            case BinaryOperator.NotEqual: Compare<NotEqual>(left, right, kept, returnBool, result); break;
            case BinaryOperator.Greater: Compare<Greater>(left, right, kept, returnBool, result); break;
            case BinaryOperator.Less: Compare<Less>(left, right, kept, returnBool, result); break;
            case BinaryOperator.GreaterOrEqual: Compare<GreaterOrEqual>(left, right, kept, returnBool, result); break;
            default: Compare<LessOrEqual>(left, right, kept, returnBool, result); break;
        }
    }

    /// <summary>The same for one step.</summary>
    public static double Apply(BinaryOperator op, double left, double right, double kept, bool returnBool)
    {
        double result = 0;
        Apply(op, new ReadOnlySpan<double>(in left), new ReadOnlySpan<double>(in right), new ReadOnlySpan<double>(in kept), returnBool, new Span<double>(ref result));
        return result;
    }

    private static void Compute<T>(ReadOnlySpan<double> left, ReadOnlySpan<double> right, Span<double> result)
        where T : struct, IOperation
    {
        for (int i = 0; i < result.Length; i++)
            result[i] = Absent.Is(left[i]) || Absent.Is(right[i]) ? Absent.Value : T.Apply(left[i], right[i]);
    }

    private static void Compare<T>(
        ReadOnlySpan<double> left, ReadOnlySpan<double> right, ReadOnlySpan<double> kept, bool returnBool, Span<double> result)
        where T : struct, IComparison
    {
        for (int i = 0; i < result.Length; i++)
        {
            if (Absent.Is(left[i]) || Absent.Is(right[i])) result[i] = Absent.Value;
            else if (T.Holds(left[i], right[i])) result[i] = returnBool ? 1 : kept[i];
            else result[i] = returnBool ? 0 : Absent.Value;
        }
    }

    private readonly struct Sum : IOperation
    {
        public static double Apply(double left, double right) => left + right;
    }

    private readonly struct Difference : IOperation
    {
        public static double Apply(double left, double right) => left - right;
    }

    private readonly struct Product : IOperation
    {
        public static double Apply(double left, double right) => left * right;
    }

    private readonly struct Ratio : IOperation
    {
        public static double Apply(double left, double right) => left / right;
    }

    private readonly struct Remainder : IOperation
    {
        public static double Apply(double left, double right) => left % right;
    }

    private readonly struct Power : IOperation
    {
        public static double Apply(double left, double right) => Math.Pow(left, right);
    }

    private readonly struct Angle : IOperation
    {
        public static double Apply(double left, double right) => Math.Atan2(left, right);
    }

    private readonly struct Equal : IComparison
    {
        public static bool Holds(double left, double right) => left == right;
    }

    private readonly struct NotEqual : IComparison
    {
        public static bool Holds(double left, double right) => left != right;
    }

    private readonly struct Greater : IComparison
    {
        public static bool Holds(double left, double right) => left > right;
    }

    private readonly struct Less : IComparison
    {
        public static bool Holds(double left, double right) => left < right;
    }

    private readonly struct GreaterOrEqual : IComparison
    {
        public static bool Holds(double left, double right) => left >= right;
    }

    private readonly struct LessOrEqual : IComparison
    {
        public static bool Holds(double left, double right) => left <= right;
    }
}
