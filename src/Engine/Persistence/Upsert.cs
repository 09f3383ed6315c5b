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
    // Well under SQLite's 32,766 and Postgres' 65,535 parameters at 14 columns a row.
    private const int RowsPerStatement = 500;

    /// <param name="key">The column that decides whether a row is new; null: every row is.</param>
    public static async Task RunAsync<T>(DbContext database, IReadOnlyList<T> rows, string? key, CancellationToken cancel) where T : class
    {
        if (rows.Count == 0) return;
        IEntityType type = database.Model.FindEntityType(typeof(T))!;
        IProperty[] columns = [.. type.GetProperties().Where(property => !(key is null && property.IsPrimaryKey()))];
        DbConnection connection = database.Database.GetDbConnection();
        for (int start = 0; start < rows.Count; start += RowsPerStatement)
        {
            int count = Math.Min(RowsPerStatement, rows.Count - start);
            await using DbCommand command = connection.CreateCommand();
            command.Transaction = database.Database.CurrentTransaction?.GetDbTransaction();
            command.CommandText = Statement(database, type, columns, key, count);
            for (int row = 0; row < count; row++)
                for (int column = 0; column < columns.Length; column++)
                    command.Parameters.Add(Parameter(command, $"@p{row}_{column}", columns[column].GetGetter().GetClrValue(rows[start + row])!));
            await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        }
    }

    private static DbParameter Parameter(DbCommand command, string name, object value)
    {
        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        return parameter;
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
