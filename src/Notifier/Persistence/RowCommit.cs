using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Tocsin.Notifier.Persistence;

/// <summary>What becomes of one row.</summary>
internal readonly record struct RowChange(IRow Row, bool Delete);

/// <summary>
/// Commits rows: all or none. A database that takes batches, which Postgres does, is given all statements as one message and answers once; the batch is a
/// transaction of its own. Between a Notifier and its database a way there and back costs more than a row.
/// </summary>
internal sealed class RowCommit(IDbContextFactory<NotifierDbContext> database, TimeProvider clock)
{
    /// <summary>Rows that go out as one message; more are written statement by statement.</summary>
    private const int MaxAtOnce = 5000;

    /// <summary>A database that is silent for so long is away, whatever the drivers' own patience is: people wait behind it.</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(5);

    /// <returns>Why nothing of it is written; null when it is.</returns>
    public async Task<Exception?> CommitAsync(IReadOnlyCollection<RowChange> changes, bool onlyNewer, TimeSpan limit)
    {
        using var time = new CancellationTokenSource(limit, clock);
        try
        {
            await using NotifierDbContext context = await database.CreateDbContextAsync(time.Token);
            await context.Database.OpenConnectionAsync(time.Token);
            DbConnection connection = context.Database.GetDbConnection();
            IEnumerable<DbCommand> statements = Statements(context, connection, changes, onlyNewer);
            if (connection.CanCreateBatch && changes.Count <= MaxAtOnce) await AtOnceAsync(connection, statements, time.Token);
            else await OneByOneAsync(connection, statements, time.Token);
            return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return e;
        }
    }

    public async Task<bool> AnswersAsync()
    {
        using var time = new CancellationTokenSource(AnswerTime, clock);
        try
        {
            await using NotifierDbContext context = await database.CreateDbContextAsync(time.Token);
            await context.Set<LeaseRow>().AsNoTracking().AnyAsync(time.Token);
            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return false;
        }
    }

    /// <summary>Each is made when its turn comes: the rows of a long absence are not in memory twice.</summary>
    private static IEnumerable<DbCommand> Statements(DbContext context, DbConnection connection, IReadOnlyCollection<RowChange> changes, bool onlyNewer)
    {
        foreach (var group in changes.GroupBy(change => (change.Row.GetType(), change.Delete, change.Row.IfAbsent), change => change.Row))
        {
            RowSql sql = RowSql.For(context, group.Key.Item1);
            IRow[] rows = [.. group];
            foreach (DbCommand statement in group.Key.Delete ? sql.Deletes(connection, rows) : sql.Upserts(connection, rows, onlyNewer)) yield return statement;
        }
    }

    private static async Task AtOnceAsync(DbConnection connection, IEnumerable<DbCommand> statements, CancellationToken cancel)
    {
        await using DbBatch batch = connection.CreateBatch();
        foreach (DbCommand statement in statements)
        {
            DbBatchCommand member = batch.CreateBatchCommand();
            member.CommandText = statement.CommandText;
            DbParameter[] parameters = [.. statement.Parameters.Cast<DbParameter>()];
            // A parameter belongs to one collection at a time.
            statement.Parameters.Clear();
            member.Parameters.AddRange(parameters);
            batch.BatchCommands.Add(member);
            await statement.DisposeAsync();
        }
        await batch.ExecuteNonQueryAsync(cancel);
    }

    private static async Task OneByOneAsync(DbConnection connection, IEnumerable<DbCommand> statements, CancellationToken cancel)
    {
        await using DbTransaction transaction = await connection.BeginTransactionAsync(cancel);
        foreach (DbCommand statement in statements)
        {
            statement.Transaction = transaction;
            await statement.ExecuteNonQueryAsync(cancel);
            await statement.DisposeAsync();
        }
        await transaction.CommitAsync(cancel);
    }
}
