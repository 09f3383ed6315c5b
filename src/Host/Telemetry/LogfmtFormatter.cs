using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Tocsin.Host.Telemetry;

/// <summary>One line a message, <c>time=… level=… source=… msg="…" key=value</c>, as people of this field grep them.</summary>
internal sealed class LogfmtFormatter(TimeProvider clock) : ConsoleFormatter(FormatName)
{
    public const string FormatName = "logfmt";
    private const int LongValue = 60;
    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(" =\"\n\r\t\\");

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        string message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var line = new StringBuilder(160);
        line.Append(CultureInfo.InvariantCulture, $"time={clock.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} level={Level(logEntry.LogLevel)} source=");
        AppendValue(line, ShortSource(logEntry.Category));
        line.Append(" msg=");
        AppendValue(line, message);
        if (logEntry.State is IReadOnlyList<KeyValuePair<string, object?>> values) AppendFields(line, values, message);
        if (logEntry.Exception is { } exception)
        {
            line.Append(" err=");
            AppendValue(line, logEntry.LogLevel >= LogLevel.Critical ? exception.ToString() : $"{exception.GetType().Name}: {exception.Message}");
        }
        textWriter.WriteLine(line);
    }

    // Fields are there to be searched for; a sentence that already stands in the message would only make the line hard to read.
    private static void AppendFields(StringBuilder line, IReadOnlyList<KeyValuePair<string, object?>> values, string message)
    {
        foreach ((string key, object? value) in values)
        {
            if (key == "{OriginalFormat}") continue;
            string text = Text(value);
            if (text.Length > LongValue && message.Contains(text, StringComparison.Ordinal)) continue;
            line.Append(' ').Append(char.ToLowerInvariant(key[0])).Append(key.AsSpan(1)).Append('=');
            AppendValue(line, text);
        }
    }

    private static string Text(object? value) => value switch
    {
        DateTimeOffset time => time.ToString("yyyy-MM-ddTHH:mm:ss.fffK", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static void AppendValue(StringBuilder line, string value)
    {
        if (value.Length > 0 && value.AsSpan().IndexOfAny(NeedQuotes) < 0)
        {
            line.Append(value);
            return;
        }
        line.Append('"');
        foreach (char c in value)
        {
            switch (c)
            {
                case '"': line.Append("\\\""); break;
                case '\\': line.Append(@"\\"); break;
                case '\n': line.Append("\\n"); break;
                case '\r': line.Append("\\r"); break;
                default: line.Append(c); break;
            }
        }
        line.Append('"');
    }

    private static string ShortSource(string category) => category.StartsWith("Tocsin.", StringComparison.Ordinal) ? category[7..] : category;

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARN",
        _ => "ERROR",
    };
}
