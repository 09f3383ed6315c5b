namespace Tocsin.Model.Labels;

/// <summary>Names that mean something to the system itself, and the rules for names.</summary>
public static class LabelNames
{
    public const string MetricName = "__name__";
    public const string AlertName = "alertname";
    public const string Job = "job";
    public const string Instance = "instance";
    public const string BucketBound = "le";

    /// <summary>The type of a metric as a label, where metadata labels are on.</summary>
    public const string Type = "__type__";

    /// <summary>The unit of a metric as a label, where metadata labels are on.</summary>
    public const string Unit = "__unit__";

    public static ReadOnlySpan<byte> MetricNameUtf8 => "__name__"u8;

    public static ReadOnlySpan<byte> AlertNameUtf8 => "alertname"u8;

    /// <summary>The classic label name: <c>[a-zA-Z_][a-zA-Z0-9_]*</c>.</summary>
    public static bool IsClassicLabel(ReadOnlySpan<char> name) => IsClassic(name, colons: false);

    /// <summary>The classic metric name: <c>[a-zA-Z_:][a-zA-Z0-9_:]*</c>.</summary>
    public static bool IsClassicMetric(ReadOnlySpan<char> name) => IsClassic(name, colons: true);

    private static bool IsClassic(ReadOnlySpan<char> name, bool colons)
    {
        if (name.IsEmpty) return false;
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            bool ok = char.IsAsciiLetter(c) || c == '_' || (colons && c == ':') || (i > 0 && char.IsAsciiDigit(c));
            if (!ok) return false;
        }
        return true;
    }
}
