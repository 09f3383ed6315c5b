using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Persistence;

namespace Tocsin.Notifier.Tests.Persistence;

/// <summary>The lease on a real Postgres, whose clock goes on by itself; that of the Notifiers is turned by the test.</summary>
public sealed class PostgresLeaseTests(Databases databases) : IClassFixture<Databases>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Reading_what_the_former_owner_left_may_take_longer_than_the_lease()
    {
        DatabaseFactory database = await databases.CreateAsync("postgres");
        await using PostgresLease lease = await FollowerAsync(database);
        var read = new TaskCompletionSource();
        bool settled = false;
        lease.Acquired += _ => read.Task;
        lease.Settled += () => Volatile.Write(ref settled, true);
        await FreeAsync(database);
        await TurnUntilAsync(() => lease.State == LeaseState.Taking);
        for (int i = 0; i < 5; i++)
        {
            long before = await ExpiresAsync(database);
            await TurnUntilAsync(async () => await ExpiresAsync(database) > before);
        }
        Assert.Equal(LeaseState.Taking, lease.State);
        read.SetResult();
        await TurnUntilAsync(() => Volatile.Read(ref settled));
        Assert.Equal(LeaseState.Held, lease.State);
    }

    [Fact]
    public async Task Who_loses_the_lease_while_reading_does_not_become_the_owner()
    {
        DatabaseFactory database = await databases.CreateAsync("postgres");
        await using PostgresLease lease = await FollowerAsync(database);
        bool cancelled = false, settled = false;
        lease.Acquired += async cancel =>
        {
            await using CancellationTokenRegistration told = cancel.Register(() => Volatile.Write(ref cancelled, true));
            await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
        };
        lease.Settled += () => Volatile.Write(ref settled, true);
        await FreeAsync(database);
        await TurnUntilAsync(() => lease.State == LeaseState.Taking);
        await GiveAsync(database, "another");
        await TurnUntilAsync(() => Volatile.Read(ref settled));
        Assert.True(Volatile.Read(ref cancelled));
        Assert.Equal(LeaseState.Following, lease.State);
    }

    [Fact]
    public async Task Who_slept_through_its_lease_reads_again_before_it_sends()
    {
        DatabaseFactory database = await databases.CreateAsync("postgres");
        await using var lease = new PostgresLease(database, "one", _clock, NullLogger<PostgresLease>.Instance);
        await lease.StartAsync(TestContext.Current.CancellationToken);
        int read = 0;
        lease.Acquired += _ => Task.FromResult(Interlocked.Increment(ref read));
        Assert.Equal(LeaseState.Held, lease.State);
        long before = await ExpiresAsync(database);
        _clock.Advance(TimeSpan.FromSeconds(3));
        await UntilAsync(async () => await ExpiresAsync(database) > before);
        Assert.Equal(0, read);
        CancellationToken lost = lease.Lost;
        _clock.Advance(TimeSpan.FromMinutes(5));
        await UntilAsync(() => Task.FromResult(lease.State == LeaseState.Held && Volatile.Read(ref read) == 1));
        Assert.True(lost.IsCancellationRequested);
        Assert.False(lease.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Who_leaves_gives_the_lease_to_the_next_that_asks()
    {
        DatabaseFactory database = await databases.CreateAsync("postgres");
        await using var one = new PostgresLease(database, "one", _clock, NullLogger<PostgresLease>.Instance);
        await one.StartAsync(TestContext.Current.CancellationToken);
        CancellationToken lost = one.Lost;
        await one.LeaveAsync(TestContext.Current.CancellationToken);
        Assert.Equal(LeaseState.Following, one.State);
        Assert.True(lost.IsCancellationRequested);
        await using var two = new PostgresLease(database, "two", _clock, NullLogger<PostgresLease>.Instance);
        await two.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(LeaseState.Held, two.State);
    }

    [Fact]
    public async Task Who_leaves_while_it_reads_gives_the_lease_back_too()
    {
        DatabaseFactory database = await databases.CreateAsync("postgres");
        await using PostgresLease one = await FollowerAsync(database);
        one.Acquired += cancel => Task.Delay(Timeout.InfiniteTimeSpan, cancel);
        await FreeAsync(database);
        await TurnUntilAsync(() => one.State == LeaseState.Taking);
        await one.LeaveAsync(TestContext.Current.CancellationToken);
        await using var two = new PostgresLease(database, "two", _clock, NullLogger<PostgresLease>.Instance);
        await two.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(LeaseState.Held, two.State);
    }

    private async Task<PostgresLease> FollowerAsync(DatabaseFactory database)
    {
        await using (NotifierDbContext context = database.CreateDbContext())
        {
            context.Add(new LeaseRow { Shard = 0, Owner = "another", Fence = 4, ExpiresAt = DateTimeOffset.UnixEpoch.AddYears(1000) });
            await context.SaveChangesAsync();
        }
        var lease = new PostgresLease(database, "one", _clock, NullLogger<PostgresLease>.Instance);
        await lease.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(LeaseState.Following, lease.State);
        return lease;
    }

    private static Task FreeAsync(DatabaseFactory database) => ChangeAsync(database, null, DateTimeOffset.UnixEpoch);

    private static Task GiveAsync(DatabaseFactory database, string owner) => ChangeAsync(database, owner, DateTimeOffset.UnixEpoch.AddYears(1000));

    private static async Task ChangeAsync(DatabaseFactory database, string? owner, DateTimeOffset expires)
    {
        await using NotifierDbContext context = database.CreateDbContext();
        await context.Set<LeaseRow>().ExecuteUpdateAsync(set => set.SetProperty(row => row.Owner, row => owner ?? row.Owner).SetProperty(row => row.ExpiresAt, expires));
    }

    private static async Task<long> ExpiresAsync(DatabaseFactory database)
    {
        await using NotifierDbContext context = database.CreateDbContext();
        return (await context.Set<LeaseRow>().AsNoTracking().SingleAsync()).ExpiresAt.UtcTicks;
    }

    private Task TurnUntilAsync(Func<bool> condition) => TurnUntilAsync(() => Task.FromResult(condition()));

    private Task TurnUntilAsync(Func<Task<bool>> condition) => UntilAsync(() =>
    {
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        return condition();
    });

    /// <summary>The database answers in its own time.</summary>
    private static Task UntilAsync(Func<Task<bool>> condition) =>
        Testing.Poll.UntilAsync("the lease", Soon, condition, TestContext.Current.CancellationToken);
}
