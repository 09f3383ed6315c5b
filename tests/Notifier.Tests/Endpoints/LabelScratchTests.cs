using System.Text;
using Tocsin.Contracts.Api.Alertmanager;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Endpoints;
using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Tests.Endpoints;

public sealed class LabelScratchTests
{
    [Theory]
    [InlineData("""{"a":"1","b":"2"}""")]
    [InlineData("""{"b":"2","a":"1"}""")]
    [InlineData("""{"a":"0","b":"2","a":"1"}""")]
    [InlineData("""{"a":"1","b":"2","c":""}""")]
    [InlineData("""{"a":"\u0031","b":"2","c":null}""")]
    public void However_the_labels_come_they_are_the_same_set_and_one_object(string labels)
    {
        var cache = new LabelSetCache();
        LabelSet first = cache.Get(LabelSet.Create(("a", "1"), ("b", "2")).Blob);
        var alerts = new List<PostedAlert>();
        Assert.Null(PostedAlertReader.Read(Encoding.UTF8.GetBytes($"[{{\"labels\":{labels}}}]"), alerts, cache));
        Assert.Same(first, alerts[0].Labels);
    }

    [Fact]
    public void Labels_longer_than_the_scratch_are_read_too()
    {
        var alerts = new List<PostedAlert>();
        string value = new('x', 100_000);
        Assert.Null(PostedAlertReader.Read(Encoding.UTF8.GetBytes("[{\"labels\":{\"a\":\"" + value + "\",\"b\":\"" + value + "\"}}]"), alerts, new LabelSetCache()));
        Assert.Equal(value, alerts[0].Labels.Get("b"));
    }

    [Theory]
    [InlineData("2026-01-02T03:04:05Z")]
    [InlineData("2026-01-02T03:04:05.5Z")]
    [InlineData("2026-01-02T03:04:05.1234567Z")]
    [InlineData("2026-02-30T03:04:05Z")]
    [InlineData("2026-01-02T24:04:05Z")]
    [InlineData("2026-01-02 03:04:05Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    public void A_time_is_read_from_bytes_as_from_text(string text)
    {
        if (!WireTime.TryParse(Encoding.UTF8.GetBytes(text), out DateTimeOffset? fast)) return;
        Assert.True(WireTime.TryParse(text, out DateTimeOffset? slow));
        Assert.Equal(slow, fast);
    }
}
