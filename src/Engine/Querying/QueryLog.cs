using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Tocsin.PromQL;

namespace Tocsin.Engine.Querying;

/// <summary>
/// The file that <c>global.query_log_file</c> names: one JSON object a line for each query that ran, in upstream's form. Thread-safe.
/// </summary>
internal sealed class QueryLog : IDisposable
{
    private static readonly JsonWriterOptions Options = new() { Encoder = UpstreamJson.Log, SkipValidation = true };
    private static readonly string Source = Here();

    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly Counter<long> _failures;
    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _line = new(1024);
    private FileStream? _file;
    private bool _failing;

    public QueryLog(TimeProvider clock, ILogger log, IMeterFactory meters)
    {
        _clock = clock;
        _log = log;
        Meter meter = meters.Create("Tocsin");
        _failures = meter.CreateCounter<long>("prometheus_engine_query_log_failures_total", null, "The number of query log failures.");
        // Upstream shows it from the start.
        _failures.Add(0);
        meter.CreateObservableGauge("prometheus_engine_query_log_enabled", () => IsOn ? 1 : 0, null, "State of the query log.");
    }

    public bool IsOn => _file is not null;

    /// <summary>Where it writes now; empty: nowhere.</summary>
    public string Path { get; private set; } = "";

    /// <summary>Opens a file to write to from the next <see cref="Use"/> on; null for an empty path.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be written.</exception>
    public static FileStream? Open(string path) =>
        path.Length == 0 ? null : new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    /// <summary>Goes on in another file, or nowhere. Reopening the same path follows a rotated file.</summary>
    public void Use(string path, FileStream? file)
    {
        lock (_lock)
        {
            _file?.Dispose();
            (Path, _file, _failing) = (path, file, false);
        }
    }

    public void Write(QueryCall call, QueryResult result)
    {
        if (_file is null) return;
        lock (_lock)
        {
            if (_file is null) return;
            _line.ResetWrittenCount();
            using (var json = new Utf8JsonWriter(_line, Options)) WriteEntry(json, call, result);
            _line.Write("\n"u8);
            try
            {
                _file.Write(_line.WrittenSpan);
                _failing = false;
            }
            catch (IOException e)
            {
                _failures.Add(1);
                // Said once, not with every query.
                if (!_failing) QueryingLog.LogNotWritten(_log, Path, e);
                _failing = true;
            }
        }
    }

    public void Dispose() => Use("", null);

    private void WriteEntry(Utf8JsonWriter json, QueryCall call, QueryResult result)
    {
        json.WriteStartObject();
        json.WriteString("time"u8, _clock.GetUtcNow().UtcDateTime);
        json.WriteString("level"u8, "INFO"u8);
        json.WriteString("source"u8, Source);
        json.WriteString("msg"u8, "promql query logged"u8);
        json.WriteStartObject("params"u8);
        json.WriteString("end"u8, Time(call.End));
        json.WriteString("query"u8, call.Query);
        json.WriteString("start"u8, Time(call.Start));
        json.WriteNumber("step"u8, call.Step / 1000);
        json.WriteEndObject();
        if (result.Failure != QueryFailure.None) json.WriteString("error"u8, result.Error);
        if (result.Statistics is { } statistics) StatisticsJson.Write(json, statistics, null);
        if (Activity.Current is { } span) json.WriteString("spanID"u8, span.SpanId.ToHexString());
        WriteOrigin(json, call.Origin);
        json.WriteEndObject();
    }

    private static void WriteOrigin(Utf8JsonWriter json, QueryOrigin origin)
    {
        if (origin.RuleGroup is not null)
        {
            json.WriteStartObject("ruleGroup"u8);
            json.WriteString("file"u8, origin.RuleFile);
            json.WriteString("name"u8, origin.RuleGroup);
            json.WriteEndObject();
        }
        if (origin.Path is null) return;
        json.WriteStartObject("httpRequest"u8);
        json.WriteString("clientIP"u8, origin.Client);
        json.WriteString("method"u8, origin.Method);
        json.WriteString("path"u8, origin.Path);
        json.WriteEndObject();
    }

    /// <summary>Where in the source lines come from, in Go's form.</summary>
    private static string Here([CallerLineNumber] int line = 0) => $"{nameof(QueryLog)}.cs:{line}";

    private static string Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, -62_135_596_800_000, 253_402_300_799_999))
        .UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

internal static partial class QueryingLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The query log {Path} cannot be written; queries go on without it")]
    public static partial void LogNotWritten(ILogger log, string path, Exception error);
}
