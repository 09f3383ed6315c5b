using System.Globalization;
using Microsoft.Extensions.Logging;
using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Prometheus;
using Tocsin.Model.Labels;

namespace Tocsin.Ingest.Discovery;

/// <summary>
/// The targets in files that other programs write. Folders are watched, and everything is read again at an interval because a watch may
/// miss changes. A file that cannot be read keeps its last good content; a file that is gone takes its targets with it.
/// </summary>
internal sealed class FileDiscoverer : IDiscoverer
{
    private const int MaxFiles = 10_000;
    private static readonly byte[] FilePathLabel = "__meta_filepath"u8.ToArray();

    private readonly FileDiscoveryConfig _config;
    private readonly DiscoveryMetrics _metrics;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private readonly List<FileSystemWatcher> _watchers = [];
    private readonly Dictionary<string, IReadOnlyList<TargetGroup>> _good = new(StringComparer.Ordinal);

    public FileDiscoverer(FileDiscoveryConfig config, DiscoveryMetrics metrics, ILogger log)
    {
        _config = config;
        _metrics = metrics;
        _log = log;
        foreach (string folder in config.Patterns.Select(pattern => Path.GetDirectoryName(pattern) ?? "").Distinct(StringComparer.Ordinal)) Watch(folder);
    }

    public event Action? Changed;

    public TimeSpan? RefreshInterval => _config.RefreshInterval;

    public IReadOnlyList<TargetGroup> Current()
    {
        lock (_lock)
        {
            string[] files = [.. _config.Patterns.SelectMany(Expand).Distinct(StringComparer.Ordinal).Take(MaxFiles)];
            foreach (string gone in _good.Keys.Except(files).ToArray()) _good.Remove(gone);
            foreach (string file in files) Read(file);
            return [.. _good.Values.SelectMany(groups => groups)];
        }
    }

    public void Dispose()
    {
        foreach (FileSystemWatcher watcher in _watchers) watcher.Dispose();
    }

    private static IEnumerable<string> Expand(string pattern)
    {
        try
        {
            return FileGlob.Expand(pattern).Where(File.Exists);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private void Read(string file)
    {
        var problems = new ConfigProblems();
        if (TargetGroupFile.Read(file, problems) is not { } groups)
        {
            _metrics.FileReadFailed();
            DiscoveryLog.FileRefused(_log, problems.Errors[0].ToString());
            return;
        }
        _good[file] = [.. groups.Select((group, i) => new TargetGroup(file + ":" + i.ToString(CultureInfo.InvariantCulture), group.Targets, WithPath(group.Labels, file)))];
    }

    private static LabelSet WithPath(LabelSet labels, string file) =>
        new LabelSetBuilder(labels).Set(FilePathLabel, System.Text.Encoding.UTF8.GetBytes(file)).Build();

    private void Watch(string folder)
    {
        if (!Directory.Exists(folder)) return;
        try
        {
            var watcher = new FileSystemWatcher(folder) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size };
            watcher.Changed += (_, _) => Changed?.Invoke();
            watcher.Created += (_, _) => Changed?.Invoke();
            watcher.Deleted += (_, _) => Changed?.Invoke();
            watcher.Renamed += (_, _) => Changed?.Invoke();
            watcher.EnableRaisingEvents = true;
            _watchers.Add(watcher);
        }
        catch (IOException e)
        {
            // Out of watches: the interval alone has to do.
            DiscoveryLog.NotWatched(_log, folder, e.Message);
        }
    }
}
