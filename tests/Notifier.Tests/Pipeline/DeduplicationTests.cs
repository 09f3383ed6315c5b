using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Tests.Pipeline;

public sealed class DeduplicationTests
{
    private static readonly DateTimeOffset Now = TestNotifier.Start;

    // Entry: firing|resolved|minutes since it was told; repeat_interval is 10 minutes.
    [Theory]
    [InlineData(null, "1", "", true, Deduplication.FirstNotification)]
    [InlineData(null, "", "1", true, null)]
    [InlineData(null, "", "", true, null)]
    [InlineData("1||1", "1", "", true, null)]
    [InlineData("1||1", "1 2", "", true, Deduplication.NewAlerts)]
    [InlineData("1||1", "2", "1", true, Deduplication.NewAlerts)]
    [InlineData("|1|1", "1", "", true, Deduplication.FirstNotification)]
    [InlineData("||1", "1", "", true, Deduplication.FirstNotification)]
    [InlineData("1 2||1", "1", "", true, null)]
    [InlineData("1||1", "", "1", true, Deduplication.AllResolved)]
    [InlineData("1||1", "", "1", false, Deduplication.AllResolved)]
    [InlineData("|1|1", "", "1", true, null)]
    [InlineData("|1|1", "", "1 2", true, null)]
    [InlineData("|1|99", "", "1", true, null)]
    [InlineData("1 2||1", "1", "2", true, Deduplication.SomeResolved)]
    [InlineData("1 2||1", "1", "2", false, null)]
    [InlineData("1|2|1", "1", "2", true, null)]
    [InlineData("1||10", "1", "", true, null)]
    [InlineData("1||10.01", "1", "", true, Deduplication.Repeat)]
    [InlineData("1|2|11", "1", "2", false, Deduplication.Repeat)]
    public void What_is_said_follows_from_what_was_said(string? entry, string firing, string resolved, bool sendResolved, string? reason)
    {
        DedupVerdict verdict = Deduplication.Decide(Parse(entry), Set(firing), Set(resolved), sendResolved, TimeSpan.FromMinutes(10), Now);
        Assert.Equal(reason is not null, verdict.Send);
        if (reason is not null) Assert.Equal(reason, verdict.Reason);
        else Assert.NotEmpty(verdict.Reason);
    }

    private static LogEntry? Parse(string? text)
    {
        if (text is null) return null;
        string[] parts = text.Split('|');
        DateTimeOffset at = Now.AddMinutes(-double.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture));
        return new(default, "", Set(parts[0]), Set(parts[1]), at, DateTimeOffset.MaxValue, new Dictionary<string, string>());
    }

    private static HashSet<ulong> Set(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ulong.Parse)];
}
