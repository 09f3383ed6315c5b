using System.Text.Json;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.Logging;

namespace Tocsin.Notifier.Persistence;

/// <summary>
/// What waits for a missing database, on disk: so that a crash meanwhile loses nothing that was acknowledged. Bounded; empty and without a file while the
/// database answers.
/// </summary>
// One line of JSON a unit: [{"type":"AlertRow","delete":false,"row":{...}}, ...]. A line that a crash cut short ends the file; its unit was not acknowledged.
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

    /// <summary>On disk when it returns. A disk that fails is told in the log: the unit then waits in memory alone.</summary>
    public void Append(IReadOnlyList<WriteUnit> units)
    {
        if (folder is null || units.Count == 0) return;
        try
        {
            if (_file is null)
            {
                Directory.CreateDirectory(folder);
                _file = new FileStream(Path.Combine(folder, Prefix + instance + Suffix), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                _file.Seek(0, SeekOrigin.End);
            }
            foreach (WriteUnit unit in units)
            {
                Entry[] entries = [.. unit.Upserts.Select(row => EntryOf(row, delete: false)), .. unit.Deletes.Select(row => EntryOf(row, delete: true))];
                JsonSerializer.Serialize(_file, entries, Json.Options);
                _file.WriteByte((byte)'\n');
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
                units.Add(UnitOf(JsonSerializer.Deserialize<Entry[]>(line, Json.Options) ?? [], model));
            }
            catch (JsonException)
            {
                return;
            }
        }
    }

    private static Entry EntryOf(IRow row, bool delete) => new(row.GetType().Name, delete, JsonSerializer.SerializeToElement(row, row.GetType(), Json.Options));

    private static WriteUnit UnitOf(Entry[] entries, IModel model)
    {
        List<IRow> upserts = [], deletes = [];
        foreach (Entry entry in entries)
        {
            Type type = model.GetEntityTypes().FirstOrDefault(known => known.ClrType.Name == entry.Type)?.ClrType ?? throw new JsonException("unknown row " + entry.Type);
            (entry.Delete ? deletes : upserts).Add((IRow)(entry.Row.Deserialize(type, Json.Options) ?? throw new JsonException("an empty row")));
        }
        return new(upserts, deletes);
    }

    private sealed record Entry(string Type, bool Delete, JsonElement Row);
}
