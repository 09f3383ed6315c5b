using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Tocsin.Notifier.Persistence;

/// <summary>The row of the lease on the groups, as one Notifier sees it; its times are the database's clock's.</summary>
internal sealed class LeaseTable(IDbContextFactory<NotifierDbContext> database, string owner, TimeProvider clock)
{
    /// <summary>With the pause between two questions less than the lease: that the database is silent is known before the lease would end.</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(5);

    /// <summary>Takes a lease that is free, ours or run out; either way says whose it is.</summary>
    public async Task<(string Owner, long Fence)> TakeAsync(TimeSpan length, CancellationToken cancel)
    {
        using var timeout = new CancellationTokenSource(AnswerTime, clock);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        await using NotifierDbContext context = await database.CreateDbContextAsync(patience.Token);
        await context.Database.OpenConnectionAsync(patience.Token);
        await using DbCommand command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = """
            WITH moment AS (SELECT (extract(epoch FROM clock_timestamp()) * 10000000)::bigint AS now),
            taken AS (
                INSERT INTO notifier.leases AS lease (shard, owner, fence, expires_at) SELECT 0, @owner, 1, now + @length FROM moment
                ON CONFLICT (shard) DO UPDATE SET
                    owner = excluded.owner,
                    fence = CASE WHEN lease.owner = excluded.owner THEN lease.fence ELSE lease.fence + 1 END,
                    expires_at = excluded.expires_at
                WHERE lease.owner = excluded.owner OR lease.expires_at < excluded.expires_at - @length
                RETURNING lease.owner, lease.fence)
            SELECT owner, fence FROM taken
            UNION ALL
            SELECT owner, fence FROM notifier.leases WHERE shard = 0 AND NOT EXISTS (SELECT 1 FROM taken)
            """;
        command.Add("owner", owner);
        command.Add("length", length.Ticks);
        await using DbDataReader reader = await command.ExecuteReaderAsync(patience.Token);
        return await reader.ReadAsync(patience.Token) ? (reader.GetString(0), reader.GetInt64(1)) : ("", 0);
    }

    /// <summary>If it is ours, it is free from now on.</summary>
    public async Task GiveBackAsync(CancellationToken cancel)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
        await context.Set<LeaseRow>().Where(row => row.Owner == owner && row.Shard == 0)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.ExpiresAt, DateTimeOffset.UnixEpoch), cancel);
    }
}
