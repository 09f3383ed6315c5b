using Microsoft.EntityFrameworkCore;
using Tocsin.Notifier.Persistence;

namespace Tocsin.Notifier.Tests.Persistence;

public sealed class ChangeWindowTests(Databases databases) : IClassFixture<Databases>
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);

    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_did_not_change_is_not_read_again_and_what_did_is_however_old_it_says_it_is()
    {
        DatabaseFactory database = await databases.CreateAsync("postgres");
        var window = new ChangeWindow(database, "alerts", "fingerprint", Start, Overlap);
        Assert.Empty(await LookAsync(window));
        await WriteAsync(database, ("a", 100), ("b", 110));
        Assert.Equal(["a", "b"], await LookAsync(window));
        // The window has moved, so it is read once more; from then on it is quiet.
        Assert.Equal(["a", "b"], await LookAsync(window));
        Assert.Empty(await LookAsync(window));
        // A commit that took its time.
        await WriteAsync(database, ("late", 85));
        Assert.Contains("late", await LookAsync(window));
        Assert.Empty(await LookAsync(window));
        await WriteAsync(database, ("b", 105));
        Assert.Contains("b", await LookAsync(window));
        await WriteAsync(database, ("c", 900));
        Assert.Contains("c", await LookAsync(window));
        Assert.Equal(["c"], await LookAsync(window));
        Assert.Empty(await LookAsync(window));
    }

    [Fact]
    public async Task What_could_not_be_taken_in_comes_again()
    {
        DatabaseFactory database = await databases.CreateAsync("postgres");
        var window = new ChangeWindow(database, "alerts", "fingerprint", Start, Overlap);
        await WriteAsync(database, ("a", 100));
        for (int i = 0; i < 3; i++)
            await Assert.ThrowsAsync<IOException>(() => window.LookAsync(_ => { }, () => throw new IOException("away"), _cancel));
        Assert.Equal(["a"], await LookAsync(window));
    }

    private async Task<List<string>> LookAsync(ChangeWindow window)
    {
        var seen = new List<string>();
        await window.LookAsync(row =>
        {
            Assert.True(ChangeWindow.UpdatedAt(row) > Start);
            seen.Add(row.GetString(1));
        }, () => Task.CompletedTask, _cancel);
        seen.Sort(StringComparer.Ordinal);
        return seen;
    }

    private static async Task WriteAsync(DatabaseFactory database, params (string Name, int Second)[] alerts)
    {
        await using NotifierDbContext context = database.CreateDbContext();
        foreach ((string name, int second) in alerts)
        {
            await context.Set<AlertRow>().Where(row => row.Fingerprint == name).ExecuteDeleteAsync();
            context.Add(new AlertRow
            {
                Fingerprint = name,
                Name = name,
                Labels = "{}",
                Annotations = "{}",
                GeneratorUrl = "",
                StartsAt = Start,
                EndsAt = Start,
                UpdatedAt = Start.AddSeconds(second),
                Resolved = false,
                Timeout = false,
            });
        }
        await context.SaveChangesAsync();
    }
}
