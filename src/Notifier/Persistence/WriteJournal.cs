using System.Buffers;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.Logging;

namespace Tocsin.Notifier.Persistence;

/// <summary>
/// What waits for a missing database, on disk: so that a crash meanwhile loses nothing that was acknowledged. Bounded; empty and without a file while the
/// database answers.
/// </summary>
// One line a unit (see JournalLine). A line that a crash cut short ends the file; its unit was not acknowledged.
// Each process has a file of its own, held open and locked; a start takes over the files that nobody holds. Used by the writer's loop alone.
internal sealed class WriteJournal(string? folder, string instance, ILogger<WriteJournal> logger) : IDisposable
{
    public const long MaxBytes = 256L * 1024 * 1024;
    private const string Prefix = "notifier-journal-";
    private const string Suffix = ".jsonl";

    private readonly List<FileStream> _taken = [];
    private FileStream? _file;

    /// <summary>Whether it can take any more.</summary>
    public bool IsFull => _file?.Length >= MaxBytes;

    /// <summary>Where a file is that the next start takes over.</summary>
    public static string PathOf(string folder, string name) => Path.Combine(folder, Prefix + name + Suffix);

    /// <summary>On disk when it returns. A disk that fails is told in the log: the unit then waits in memory alone.</summary>
    public void Append(IReadOnlyList<WriteUnit> units)
    {
        if (folder is null || units.Count == 0) return;
        try
        {
            if (_file is null)
            {
                Directory.CreateDirectory(folder);
                _file = new FileStream(PathOf(folder, instance), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                _file.Seek(0, SeekOrigin.End);
            }
            var line = new ArrayBufferWriter<byte>(4096);
            foreach (WriteUnit unit in units)
            {
                line.ResetWrittenCount();
                JournalLine.Write(line, unit);
                _file.Write(line.WrittenSpan);
            }
            _file.Flush(flushToDisk: true);
        }
        catch (IOException e)
        {
            PersistenceLog.JournalFailed(logger, e);
        }
    }

    /// <summary>What former lives left. <see cref="Clear"/> removes it.</summary>
    public IReadOnlyList<WriteUnit> Read(IModel model)
    {
        var units = new List<WriteUnit>();
        if (folder is null || !Directory.Exists(folder)) return units;
        foreach (string path in Directory.EnumerateFiles(folder, Prefix + "*" + Suffix).Order())
        {
            try
            {
                // Another Notifier that lives holds its file locked.
                var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                _taken.Add(file);
                Read(file, model, units);
            }
            catch (IOException e)
            {
                PersistenceLog.JournalFailed(logger, e);
            }
        }
        return units;
    }

    /// <summary>All of it is in the database.</summary>
    public void Clear()
    {
        if (_file is not null) _taken.Add(_file);
        _file = null;
        foreach (FileStream file in _taken)
        {
            string path = file.Name;
            file.SetLength(0);
            file.Dispose();
            File.Delete(path);
        }
        _taken.Clear();
    }

    public void Dispose()
    {
        _file?.Dispose();
        foreach (FileStream file in _taken) file.Dispose();
    }

    private static void Read(FileStream file, IModel model, List<WriteUnit> units)
    {
        using var reader = new StreamReader(file, leaveOpen: true);
        while (reader.ReadLine() is { } line)
        {
            try
            {
                units.Add(JournalLine.Read(line, model));
            }
            catch (JsonException)
            {
                return;
            }
        }
    }
}
