namespace Tocsin.PromQL.Execution.Histograms;

/// <summary>
/// log2 and log10 by way of the natural logarithm, as upstream computes them: so the last digits, which answers tell, are mostly the same
/// (<c>log10(5)</c> is 0.6989700043360187, not ...189).
/// </summary>
internal static class Logarithm
{
    private const double PerNatural = 1.44269504088896340735992468100189214;
    private const double DecimalPerNatural = 0.434294481903251827651128918916605082;

    public static double Binary(double value)
    {
        if (!(value > 0) || double.IsInfinity(value)) return Math.Log(value);
        // value = fraction * 2^exponent, fraction in [0.5, 1); powers of two are exact.
        int exponent = Math.ILogB(value) + 1;
        double fraction = Math.ScaleB(value, -exponent);
        return fraction == 0.5 ? exponent - 1 : (Math.Log(fraction) * PerNatural) + exponent;
    }

    public static double Decimal(double value) => Math.Log(value) * DecimalPerNatural;
}
