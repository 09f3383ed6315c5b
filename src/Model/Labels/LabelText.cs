namespace Tocsin.Model.Labels;

/// <summary>How names and values are written in error messages, group keys and PromQL text.</summary>
public static class LabelText
{
    /// <summary>The value in double quotes with Go's escapes.</summary>
    public static string Quote(string value) => GoQuoting.Quote(value);

    /// <summary>A classic label name as it is, any other name quoted.</summary>
    public static string QuoteNameIfNeeded(string name) => LabelNames.IsClassicLabel(name) ? name : Quote(name);
}
