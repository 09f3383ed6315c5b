using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Tocsin.Notifier.Persistence;

/// <summary>
/// The rows of a table that were changed lately, by whomever: <c>updated_at</c> is the clock of who wrote, and a commit comes after the moment that it carries, so
/// a look begins a while before the newest row of the one before.
/// </summary>
// The same rows are in the window again and again. What they come to says whether one of them is new, and a quiet hour costs one row a look.
internal sealed class ChangeWindow(IDbContextFactory<NotifierDbContext> database, string table, string columns, DateTimeOffset since, TimeSpan overlap)
{
    private DateTimeOffset _since = since;
    private (long Count, string Sum)? _seen;

    /// <param name="eachRow">Is given <c>updated_at</c> and the columns after it.</param>
    /// <param name="then">What is to be done with them; when it fails, the next look reads them again.</param>
    public async Task LookAsync(Action<DbDataReader> eachRow, Func<Task> then, CancellationToken cancel)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
        await context.Database.OpenConnectionAsync(cancel);
        DbConnection connection = context.Database.GetDbConnection();
        // Asked first: what is written between the two questions makes a difference the next time.
        (long, string) seen = await SumAsync(connection, cancel);
        if (seen == _seen) return;
        DateTimeOffset next = await ReadAsync(connection, eachRow, cancel);
        await then();
        _seen = next == _since ? seen : null;
        _since = next;
    }

    public static DateTimeOffset UpdatedAt(DbDataReader row) => DateTimeOffset.UnixEpoch.AddTicks(row.GetInt64(0));

    private async Task<(long, string)> SumAsync(DbConnection connection, CancellationToken cancel)
    {
        await using DbCommand command = Command(connection, "count(*), coalesce(sum(updated_at - @since), 0)::text");
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return (reader.GetInt64(0), reader.GetString(1));
    }

    private async Task<DateTimeOffset> ReadAsync(DbConnection connection, Action<DbDataReader> eachRow, CancellationToken cancel)
    {
        await using DbCommand command = Command(connection, "updated_at, " + columns);
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancel);
        DateTimeOffset newest = DateTimeOffset.MinValue;
        while (await reader.ReadAsync(cancel))
        {
            DateTimeOffset at = UpdatedAt(reader);
            if (at > newest) newest = at;
            eachRow(reader);
        }
        return newest > DateTimeOffset.MinValue ? newest - overlap : _since;
    }

    private DbCommand Command(DbConnection connection, string what)
    {
        DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Names of tables and columns of ours.
        command.CommandText = $"SELECT {what} FROM notifier.{table} WHERE updated_at > @since";
#pragma warning restore CA2100
        command.Add("since", (_since - DateTimeOffset.UnixEpoch).Ticks);
        return command;
    }
}
