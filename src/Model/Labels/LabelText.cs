using System.Globalization;
using System.Text;

namespace Tocsin.Model.Labels;

/// <summary>How names and values are written in error messages, group keys and PromQL text.</summary>
public static class LabelText
{
    /// <summary>The value in double quotes with Go's escapes.</summary>
    public static string Quote(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('"');
        foreach (char c in value)
        {
            switch (c)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                case < ' ' or '\x7f': text.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"); break;
                default: text.Append(c); break;
            }
        }
        return text.Append('"').ToString();
    }

    /// <summary>A classic label name as it is, any other name quoted.</summary>
    public static string QuoteNameIfNeeded(string name) => LabelNames.IsClassicLabel(name) ? name : Quote(name);
}
