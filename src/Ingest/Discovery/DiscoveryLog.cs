using Microsoft.Extensions.Logging;

namespace Tocsin.Ingest.Discovery;

internal static partial class DiscoveryLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Targets of a file are kept as they were, because the file is not right: {Problem}")]
    public static partial void FileRefused(ILogger log, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Folder {Folder} is not watched ({Reason}); it is read at intervals only")]
    public static partial void NotWatched(ILogger log, string folder, string reason);
}
