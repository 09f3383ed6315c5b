using System.Collections.Concurrent;
using System.Data.Common;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Tocsin.Notifier.Persistence;

/// <summary>
/// Writes many rows of one type with one statement: <c>INSERT ... ON CONFLICT DO UPDATE</c>, which both databases have. Postgres is given one array a column
/// (<c>unnest</c>), so the statement is the same for any number of rows and is planned once; SQLite one parameter a value. Names and types are the model's,
/// so there is one description of the tables.
/// </summary>
internal sealed class RowSql
{
    // SQLite finds a parameter by its name among all others: small statements are the fast ones. Postgres takes thousands of rows at a time.
    private const int MaxRowsOfValues = 40;
    private const int MaxRowsOfArrays = 5000;

    private static readonly ConcurrentDictionary<(IModel, Type), RowSql> Known = new();

    private readonly IProperty[] _columns;
    private readonly IProperty[] _keys;
    private readonly string _table;
    private readonly string _insert;
    private readonly string _onConflict;
    private readonly string _onConflictNothing;
    private readonly string _unnest;
    private readonly string[] _quotedKeys;
    private readonly bool _hasArrays;

    private RowSql(DbContext database, Type type)
    {
        ISqlGenerationHelper sql = database.GetService<ISqlGenerationHelper>();
        IEntityType entity = database.Model.FindEntityType(type) ?? throw new InvalidOperationException($"{type.Name} is not in the model");
        _hasArrays = database.Database.ProviderName?.EndsWith("Sqlite", StringComparison.Ordinal) != true;
        _columns = [.. entity.GetProperties()];
        _keys = [.. entity.FindPrimaryKey()!.Properties];
        _table = sql.DelimitIdentifier(entity.GetTableName()!, entity.GetSchema());
        string Quote(IProperty property) => sql.DelimitIdentifier(property.GetColumnName());
        _quotedKeys = [.. _keys.Select(Quote)];
        _insert = $"INSERT INTO {_table} AS old ({string.Join(", ", _columns.Select(Quote))}) ";
        _unnest = "SELECT * FROM unnest(" + string.Join(", ", _columns.Select((column, i) => $"@p{i}::{column.GetRelationalTypeMapping().StoreTypeNameBase}[]")) + ")";
        string updates = string.Join(", ", _columns.Except(_keys).Select(column => $"{Quote(column)} = excluded.{Quote(column)}"));
        _onConflictNothing = $" ON CONFLICT ({string.Join(", ", _quotedKeys)}) DO NOTHING";
        _onConflict = updates.Length > 0 ? $" ON CONFLICT ({string.Join(", ", _quotedKeys)}) DO UPDATE SET {updates}" : _onConflictNothing;
    }

    public static RowSql For(DbContext database, Type type) =>
        Known.TryGetValue((database.Model, type), out RowSql? known) ? known : Known.GetOrAdd((database.Model, type), new RowSql(database, type));

    /// <summary>Keys must differ within <paramref name="rows"/>, and all or none are to be written only where there is none yet.</summary>
    /// <param name="onlyNewer">Rows that the database knows in a newer version are passed over.</param>
    public IEnumerable<DbCommand> Upserts(DbConnection connection, IReadOnlyList<IRow> rows, bool onlyNewer)
    {
        string conflict = rows[0].IfAbsent ? _onConflictNothing : _onConflict + (onlyNewer && rows[0].NewerBy is { } property ? NewerThanOld(property) : "");
        int chunk = _hasArrays ? MaxRowsOfArrays : MaxRowsOfValues;
        for (int from = 0; from < rows.Count; from += chunk)
        {
            DbCommand command = connection.CreateCommand();
            int count = Math.Min(chunk, rows.Count - from);
            command.CommandText = _insert + (_hasArrays ? Arrays(command, rows, from, count) : Values(command, rows, from, count)) + conflict;
            yield return command;
        }
    }

    /// <summary>Only the keys of <paramref name="rows"/> matter.</summary>
    public IEnumerable<DbCommand> Deletes(DbConnection connection, IReadOnlyList<IRow> rows)
    {
        for (int from = 0; from < rows.Count; from += MaxRowsOfValues)
        {
            DbCommand command = connection.CreateCommand();
            var text = new StringBuilder($"DELETE FROM {_table} WHERE ");
            for (int i = from; i < Math.Min(from + MaxRowsOfValues, rows.Count); i++)
            {
                if (i > from) text.Append(" OR ");
                text.Append('(');
                AddParameters(command, text, _keys, rows[i], " AND ", column => _quotedKeys[column] + " = ");
                text.Append(')');
            }
            command.CommandText = text.ToString();
            yield return command;
        }
    }

    private string NewerThanOld(string property)
    {
        IProperty column = _columns.Single(column => column.Name == property);
        return $" WHERE excluded.{column.GetColumnName()} >= old.{column.GetColumnName()}";
    }

    private string Values(DbCommand command, IReadOnlyList<IRow> rows, int from, int count)
    {
        var text = new StringBuilder("VALUES ");
        for (int i = from; i < from + count; i++)
        {
            text.Append(i == from ? "(" : ", (");
            AddParameters(command, text, _columns, rows[i], ", ", column => "");
            text.Append(')');
        }
        return text.ToString();
    }

    private string Arrays(DbCommand command, IReadOnlyList<IRow> rows, int from, int count)
    {
        for (int column = 0; column < _columns.Length; column++)
        {
            RelationalTypeMapping mapping = _columns[column].GetRelationalTypeMapping();
            Type type = mapping.Converter?.ProviderClrType ?? Nullable.GetUnderlyingType(_columns[column].ClrType) ?? _columns[column].ClrType;
            var array = Array.CreateInstance(_columns[column].IsNullable && type.IsValueType ? typeof(Nullable<>).MakeGenericType(type) : type, count);
            for (int i = 0; i < count; i++)
            {
                object? value = _columns[column].GetGetter().GetClrValue(rows[from + i]);
                array.SetValue(value is not null && mapping.Converter is { } converter ? converter.ConvertToProvider(value) : value, i);
            }
            command.Add("p" + column, array);
        }
        return _unnest;
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
