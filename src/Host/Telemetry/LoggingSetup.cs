using Microsoft.Extensions.Logging.Console;
using Tocsin.Host.Roles;

namespace Tocsin.Host.Telemetry;

/// <summary>Where log lines go and which are written.</summary>
internal static class LoggingSetup
{
    public static void WriteToStandardError(this ILoggingBuilder logging, ServeSettings settings)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(settings.LogLevel);
        if (settings.LogLevel > LogLevel.Debug)
        {
            // The frameworks' own chatter helps nobody at night; their warnings do.
            foreach (string source in new[] { "Microsoft", "System", "MassTransit", "Yarp" }) logging.AddFilter(source, LogLevel.Warning);
            logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
            // An exporter that is down is told by its target, once, not by every failed request.
            logging.AddFilter("System.Net.Http", LogLevel.Error);
            logging.AddFilter("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.None);
            logging.AddFilter("Microsoft.EntityFrameworkCore.Query", LogLevel.Error);
        }
        logging.AddConsole(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Trace;
            console.FormatterName = settings.LogFormat == LogFormat.Json ? ConsoleFormatterNames.Json : LogfmtFormatter.FormatName;
        });
        logging.AddConsoleFormatter<LogfmtFormatter, ConsoleFormatterOptions>();
        logging.AddJsonConsole(json =>
        {
            json.UseUtcTimestamp = true;
            json.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
        });
        logging.Services.Configure<ConsoleLoggerOptions>(console =>
            console.FormatterName = settings.LogFormat == LogFormat.Json ? ConsoleFormatterNames.Json : LogfmtFormatter.FormatName);
    }
}
