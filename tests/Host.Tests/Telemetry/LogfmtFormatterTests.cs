using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Tocsin.Host.Telemetry;

namespace Tocsin.Host.Tests.Telemetry;

public sealed class LogfmtFormatterTests
{
    [Fact]
    public void A_problemfield_that_stands_in_the_message_is_not_repeated()
    {
        string problem = new('x', 80);
        KeyValuePair<string, object?>[] fields = [new("Problem", problem), new("Part", "rules")];
        using var text = new StringWriter();
        new LogfmtFormatter(new FakeTimeProvider()).Write(
            new LogEntry<KeyValuePair<string, object?>[]>(LogLevel.Error, "Tocsin.Server", default, fields, null, (_, _) => "Broken: " + problem), null, text);
        Assert.EndsWith($"msg=\"Broken: {problem}\" part=rules", text.ToString().TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_is_one_line_with_its_fields_quoted_where_needed()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 3, 12, 40, TimeSpan.Zero));
        var formatter = new LogfmtFormatter(clock);
        KeyValuePair<string, object?>[] fields = [new("Target", "http://a:1/metrics"), new("Error", "two\nlines"), new("{OriginalFormat}", "x")];
        using var text = new StringWriter();
        formatter.Write(new LogEntry<KeyValuePair<string, object?>[]>(LogLevel.Warning, "Tocsin.Ingest", default, fields, null, (_, _) => "Scrape failed"), null, text);
        Assert.Equal(
            "time=2026-11-22T03:12:40.000Z level=WARN source=Ingest msg=\"Scrape failed\" target=http://a:1/metrics error=\"two\\nlines\"",
            text.ToString().TrimEnd());
    }
}
