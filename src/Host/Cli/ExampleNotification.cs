using Tocsin.Templating.Notifications;

namespace Tocsin.Host.Cli;

/// <summary>What templates are tried with when no data is given: the same two alerts that amtool has, so that its users see what they know.</summary>
internal static class ExampleNotification
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    public static NotificationData Create(TimeProvider clock)
    {
        DateTimeOffset now = clock.GetUtcNow();
        return new NotificationData
        {
            Receiver = "receiver",
            Status = "alertstatus",
            Alerts =
            [
                Alert("firing", "1", now, now + Step, ["instance=foo.bar:1234", "label1=value1", "label2=value2"], ["annotation1=value1", "annotation2=value2"]),
                Alert("resolved", "2", now - Step, now + Step, ["foo=bar", "baz=qux"], ["aaa=bbb", "ccc=ddd"]),
            ],
            GroupLabels = Two("grouplabel"),
            CommonLabels = Two("commonlabel"),
            CommonAnnotations = Two("commonannotation"),
            ExternalUrl = "https://example.com",
        };
    }

    private static AlertData Alert(string status, string number, DateTimeOffset start, DateTimeOffset end, string[] labels, string[] annotations) => new(
        status,
        new KeyValues(Two("commonlabel").Concat(labels.Select(Pair))),
        new KeyValues(Two("commonannotation").Concat(annotations.Select(Pair))),
        start,
        end,
        "https://generatorurl.com",
        "fingerprint" + number);

    private static KeyValues Two(string kind) => new(Enumerable.Range(1, 2).Select(i => KeyValuePair.Create($"{kind}key{i}", $"{kind}value{i}")));

    private static KeyValuePair<string, string> Pair(string text) => KeyValuePair.Create(text.Split('=')[0], text.Split('=')[1]);
}
