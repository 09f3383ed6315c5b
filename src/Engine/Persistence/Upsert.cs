using System.Data.Common;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Tocsin.Engine.Persistence;

/// <summary>
/// Writes many rows by few statements: <c>INSERT ... VALUES (...), (...) ON CONFLICT DO UPDATE</c>, in the dialect that Postgres and SQLite share.
/// Names come from the EF model, values go as parameters.
/// </summary>
internal static class Upsert
{
    // SQLite looks every parameter up by its name: 14 columns times 500 rows took several times longer than times 40. One command serves all
    // full statements, so that it is prepared once.
    private const int RowsPerStatement = 40;

    /// <param name="key">The column that decides whether a row is new; null: every row is.</param>
    public static async Task RunAsync<T>(DbContext database, IReadOnlyList<T> rows, string? key, CancellationToken cancel) where T : class
    {
        if (rows.Count == 0) return;
        IEntityType type = database.Model.FindEntityType(typeof(T))!;
        IProperty[] columns = [.. type.GetProperties().Where(property => !(key is null && property.IsPrimaryKey()))];
        await using DbCommand full = Prepare(database, type, columns, key, RowsPerStatement);
        int start = 0;
        for (; rows.Count - start >= RowsPerStatement; start += RowsPerStatement) await ExecuteAsync(full, columns, rows, start, cancel).ConfigureAwait(false);
        if (start == rows.Count) return;
        await using DbCommand rest = Prepare(database, type, columns, key, rows.Count - start);
        await ExecuteAsync(rest, columns, rows, start, cancel).ConfigureAwait(false);
    }

    private static DbCommand Prepare(DbContext database, IEntityType type, IProperty[] columns, string? key, int rows)
    {
        DbCommand command = database.Database.GetDbConnection().CreateCommand();
        command.Transaction = database.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandText = Statement(database, type, columns, key, rows);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns.Length; column++)
            {
                DbParameter parameter = command.CreateParameter();
                parameter.ParameterName = $"@p{row}_{column}";
                command.Parameters.Add(parameter);
            }
        }
        return command;
    }

    private static Task<int> ExecuteAsync<T>(DbCommand command, IProperty[] columns, IReadOnlyList<T> rows, int start, CancellationToken cancel) where T : class
    {
        for (int i = 0; i < command.Parameters.Count; i++)
            command.Parameters[i].Value = columns[i % columns.Length].GetGetter().GetClrValue(rows[start + i / columns.Length]);
        return command.ExecuteNonQueryAsync(cancel);
    }

    private static string Statement(DbContext database, IEntityType type, IProperty[] columns, string? key, int rows)
    {
        ISqlGenerationHelper names = database.GetService<ISqlGenerationHelper>();
        StoreObjectIdentifier table = StoreObjectIdentifier.Table(type.GetTableName()!, type.GetSchema());
        string[] quoted = [.. columns.Select(column => names.DelimitIdentifier(column.GetColumnName(table)!))];
        var sql = new StringBuilder("INSERT INTO ").Append(names.DelimitIdentifier(type.GetTableName()!, type.GetSchema()))
            .Append(" (").AppendJoin(", ", quoted).Append(") VALUES ");
        for (int row = 0; row < rows; row++)
        {
            if (row > 0) sql.Append(", ");
            sql.Append('(').AppendJoin(", ", Enumerable.Range(0, columns.Length).Select(column => $"@p{row}_{column}")).Append(')');
        }
        if (key is null) return sql.ToString();
        string conflict = names.DelimitIdentifier(key);
        return sql.Append(" ON CONFLICT (").Append(conflict).Append(") DO UPDATE SET ")
            .AppendJoin(", ", quoted.Where(name => name != conflict).Select(name => $"{name} = excluded.{name}")).ToString();
    }
}
