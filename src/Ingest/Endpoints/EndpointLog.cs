using Microsoft.Extensions.Logging;

namespace Tocsin.Ingest.Endpoints;

internal static partial class EndpointLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Samples of a remote write are not stored")]
    public static partial void NotStored(ILogger log, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A series with {Samples} samples of a remote write is left out: a label name is empty or comes twice, or the metric name is missing")]
    public static partial void InvalidLabels(ILogger log, int samples);
}
