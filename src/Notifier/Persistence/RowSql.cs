using System.Collections.Concurrent;
using System.Data.Common;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Tocsin.Notifier.Persistence;

/// <summary>
/// Writes many rows of one type with one statement: <c>INSERT ... ON CONFLICT DO UPDATE</c>, which both databases have. Names and types are the
/// model's, so there is one description of the tables.
/// </summary>
internal sealed class RowSql
{
    // SQLite takes 32766 parameters in a statement, Postgres 65535.
    private const int MaxParameters = 30_000;
    private const int MaxRows = 500;

    private static readonly ConcurrentDictionary<(IModel, Type), RowSql> Known = new();

    private readonly IProperty[] _columns;
    private readonly IProperty[] _keys;
    private readonly string _table;
    private readonly string _insert;
    private readonly string _onConflict;
    private readonly string[] _quotedKeys;

    private RowSql(DbContext database, Type type)
    {
        ISqlGenerationHelper sql = database.GetService<ISqlGenerationHelper>();
        IEntityType entity = database.Model.FindEntityType(type) ?? throw new InvalidOperationException($"{type.Name} is not in the model");
        _columns = [.. entity.GetProperties()];
        _keys = [.. entity.FindPrimaryKey()!.Properties];
        _table = sql.DelimitIdentifier(entity.GetTableName()!, entity.GetSchema());
        string Quote(IProperty property) => sql.DelimitIdentifier(property.GetColumnName());
        _quotedKeys = [.. _keys.Select(Quote)];
        _insert = $"INSERT INTO {_table} ({string.Join(", ", _columns.Select(Quote))}) VALUES ";
        string updates = string.Join(", ", _columns.Except(_keys).Select(column => $"{Quote(column)} = excluded.{Quote(column)}"));
        _onConflict = $" ON CONFLICT ({string.Join(", ", _quotedKeys)}) DO {(updates.Length > 0 ? "UPDATE SET " + updates : "NOTHING")}";
    }

    public static RowSql For(DbContext database, Type type) =>
        Known.TryGetValue((database.Model, type), out RowSql? known) ? known : Known.GetOrAdd((database.Model, type), new RowSql(database, type));

    /// <summary>Keys must differ within <paramref name="rows"/>.</summary>
    public async Task UpsertAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<IRow> rows, CancellationToken cancel)
    {
        int chunk = Math.Min(MaxRows, MaxParameters / _columns.Length);
        for (int from = 0; from < rows.Count; from += chunk)
        {
            await using DbCommand command = connection.CreateCommand();
            command.Transaction = transaction;
            var text = new StringBuilder(_insert);
            for (int i = from; i < Math.Min(from + chunk, rows.Count); i++)
            {
                text.Append(i == from ? "(" : ", (");
                AddParameters(command, text, _columns, rows[i], ", ", column => "");
                text.Append(')');
            }
            command.CommandText = text.Append(_onConflict).ToString();
            await command.ExecuteNonQueryAsync(cancel);
        }
    }

    /// <summary>Only the keys of <paramref name="rows"/> matter.</summary>
    public async Task DeleteAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<IRow> rows, CancellationToken cancel)
    {
        for (int from = 0; from < rows.Count; from += MaxRows)
        {
            await using DbCommand command = connection.CreateCommand();
            command.Transaction = transaction;
            var text = new StringBuilder($"DELETE FROM {_table} WHERE ");
            for (int i = from; i < Math.Min(from + MaxRows, rows.Count); i++)
            {
                if (i > from) text.Append(" OR ");
                text.Append('(');
                AddParameters(command, text, _keys, rows[i], " AND ", column => _quotedKeys[column] + " = ");
                text.Append(')');
            }
            command.CommandText = text.ToString();
            await command.ExecuteNonQueryAsync(cancel);
        }
    }

    private static void AddParameters(DbCommand command, StringBuilder text, IProperty[] columns, IRow row, string separator, Func<int, string> before)
    {
        for (int column = 0; column < columns.Length; column++)
        {
            string name = "@p" + command.Parameters.Count;
            text.Append(column > 0 ? separator : "").Append(before(column)).Append(name);
            object? value = columns[column].GetGetter().GetClrValue(row);
            command.Parameters.Add(columns[column].GetRelationalTypeMapping().CreateParameter(command, name, value, columns[column].IsNullable));
        }
    }
}
