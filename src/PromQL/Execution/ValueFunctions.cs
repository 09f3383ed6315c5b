using Tocsin.PromQL.Execution.Histograms;

namespace Tocsin.PromQL.Execution;

/// <summary>The functions of one value, by name.</summary>
internal static class ValueFunctions
{
    private static readonly Dictionary<string, ValueFunction> Functions = new()
    {
        ["abs"] = static (v, _) => Math.Abs(v),
        ["acos"] = static (v, _) => Math.Acos(v),
        ["acosh"] = static (v, _) => Math.Acosh(v),
        ["asin"] = static (v, _) => Math.Asin(v),
        ["asinh"] = static (v, _) => Math.Asinh(v),
        ["atan"] = static (v, _) => Math.Atan(v),
        ["atanh"] = static (v, _) => Math.Atanh(v),
        ["ceil"] = static (v, _) => Math.Ceiling(v),
        ["cos"] = static (v, _) => Math.Cos(v),
        ["cosh"] = static (v, _) => Math.Cosh(v),
        ["deg"] = static (v, _) => v * 180 / Math.PI,
        ["exp"] = static (v, _) => Math.Exp(v),
        ["floor"] = static (v, _) => Math.Floor(v),
        ["ln"] = static (v, _) => Math.Log(v),
        ["log10"] = static (v, _) => Logarithm.Decimal(v),
        ["log2"] = static (v, _) => Logarithm.Binary(v),
        ["rad"] = static (v, _) => v * Math.PI / 180,
        ["sgn"] = static (v, _) => v < 0 ? -1 : v > 0 ? 1 : v,
        ["sin"] = static (v, _) => Math.Sin(v),
        ["sinh"] = static (v, _) => Math.Sinh(v),
        ["sqrt"] = static (v, _) => Math.Sqrt(v),
        ["tan"] = static (v, _) => Math.Tan(v),
        ["tanh"] = static (v, _) => Math.Tanh(v),
        ["clamp"] = static (v, p) => p[1] < p[0] ? Absent.Value : Math.Max(p[0], Math.Min(p[1], v)),
        ["clamp_min"] = static (v, p) => Math.Max(p[0], v),
        ["clamp_max"] = static (v, p) => Math.Min(p[0], v),
        ["round"] = Round,
        ["minute"] = static (v, _) => CalendarTime.Of(v).Minute,
        ["hour"] = static (v, _) => CalendarTime.Of(v).Hour,
        ["day_of_month"] = static (v, _) => CalendarTime.Of(v).Day,
        ["day_of_week"] = static (v, _) => CalendarTime.Of(v).DayOfWeek,
        ["day_of_year"] = static (v, _) => CalendarTime.Of(v).DayOfYear,
        ["days_in_month"] = static (v, _) => CalendarTime.Of(v).DaysInMonth,
        ["month"] = static (v, _) => CalendarTime.Of(v).Month,
        ["year"] = static (v, _) => CalendarTime.Of(v).Year,
    };

    public static ValueFunction? Find(string name) => Functions.GetValueOrDefault(name);

    /// <summary>Half up. Multiplying by the inverse keeps steps like 0.1 exact.</summary>
    private static double Round(double value, StepParameters parameters)
    {
        double inverse = 1 / (parameters.Count > 0 ? parameters[0] : 1);
        return Math.Floor((value * inverse) + 0.5) / inverse;
    }
}
