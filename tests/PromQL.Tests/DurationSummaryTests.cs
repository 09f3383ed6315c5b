using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;

namespace Tocsin.PromQL.Tests;

public sealed class DurationSummaryTests
{
    [Fact]
    public void Quantiles_are_of_the_last_ten_minutes_and_the_sum_of_all_time()
    {
        var clock = new FakeTimeProvider();
        using var meter = new Meter("quantiles");
        var summary = new DurationSummary(meter, clock, "d", "", [0.5, 0.99], "slice", "a", "b");
        for (int i = 1; i <= 100; i++) summary.Record(TimeSpan.FromMilliseconds(i), "a");
        Dictionary<string, double> read = Read(meter);
        Assert.Equal(0.050, read["d a 0.5"], 0.002);
        Assert.Equal(0.099, read["d a 0.99"], 0.004);
        Assert.Equal((5.05, 100), (Math.Round(read["d_sum a "], 9), read["d_count a "]));
        Assert.Equal((double.NaN, 0, 0), (read["d b 0.5"], read["d_sum b "], read["d_count b "]));
        clock.Advance(TimeSpan.FromMinutes(6));
        for (int i = 0; i < 300; i++) summary.Record(TimeSpan.FromSeconds(2), "a");
        Assert.Equal(2, Read(meter)["d a 0.5"], 0.1);
        clock.Advance(TimeSpan.FromMinutes(11));
        read = Read(meter);
        Assert.Equal((double.NaN, 400), (read["d a 0.99"], read["d_count a "]));
    }

    [Fact]
    public void Nothing_and_very_much_are_durations_too()
    {
        using var meter = new Meter("edges");
        var summary = new DurationSummary(meter, new FakeTimeProvider(), "d", "", [0.5]);
        summary.Record(TimeSpan.Zero);
        Assert.Equal(0, Read(meter)["d 0.5"]);
        for (int i = 0; i < 3; i++) summary.Record(TimeSpan.FromDays(1));
        Assert.InRange(Read(meter)["d 0.5"], 20_000, 90_000);
    }

    private static Dictionary<string, double> Read(Meter meter)
    {
        var read = new Dictionary<string, double>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, l) => { if (instrument.Meter == meter) l.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            string[] values = [.. tags.ToArray().Select(tag => FormattableString.Invariant($"{tag.Value}"))];
            string suffix = instrument.Name == "d" || values.Length == 0 ? "" : " ";
            read[$"{instrument.Name} {string.Join(' ', values)}{suffix}"] = value;
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return read;
    }
}
