using System.Buffers;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Tocsin.Notifier.Persistence;

/// <summary>One unit of rows as a line in a file of this process.</summary>
// [{"type":"AlertRow","delete":false,"row":{...}}, ...] and a line feed. A line that a crash cut short cannot be read: its unit was not acknowledged.
internal static class JournalLine
{
    public static void Write(IBufferWriter<byte> target, WriteUnit unit)
    {
        Entry[] entries = [.. unit.Upserts.Select(row => EntryOf(row, delete: false)), .. unit.Deletes.Select(row => EntryOf(row, delete: true))];
        using (var json = new Utf8JsonWriter(target)) JsonSerializer.Serialize(json, entries, Json.Options);
        target.Write("\n"u8);
    }

    /// <exception cref="JsonException">It is not a whole line, or not one of this version's.</exception>
    public static WriteUnit Read(string line, IModel model)
    {
        List<IRow> upserts = [], deletes = [];
        foreach (Entry entry in JsonSerializer.Deserialize<Entry[]>(line, Json.Options) ?? [])
        {
            Type type = model.GetEntityTypes().FirstOrDefault(known => known.ClrType.Name == entry.Type)?.ClrType ?? throw new JsonException("unknown row " + entry.Type);
            (entry.Delete ? deletes : upserts).Add((IRow)(entry.Row.Deserialize(type, Json.Options) ?? throw new JsonException("an empty row")));
        }
        return new(upserts, deletes);
    }

    private static Entry EntryOf(IRow row, bool delete) => new(row.GetType().Name, delete, JsonSerializer.SerializeToElement(row, row.GetType(), Json.Options));

    private sealed record Entry(string Type, bool Delete, JsonElement Row);
}
