using System.Text;
using Microsoft.Extensions.Time.Testing;
using Tocsin.Ingest.Endpoints;
using Tocsin.Model.Storage;

namespace Tocsin.Ingest.Tests.Endpoints;

public sealed class SeriesMemoTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Every_series_is_found_again_by_the_bytes_of_its_labels_only()
    {
        var memo = new SeriesMemo(_clock);
        for (uint i = 1; i <= 20_000; i++) Set(memo, i, i);
        for (uint i = 1; i <= 20_000; i++) Assert.Equal(i, Find(memo, i));
        Assert.Equal(0u, Find(memo, 20_001));
        Set(memo, 7, 99);
        Assert.Equal(99u, Find(memo, 7));
    }

    [Fact]
    public void What_nobody_asked_for_makes_room()
    {
        var memo = new SeriesMemo(_clock);
        for (uint i = 1; i <= 5000; i++) Set(memo, i, i);
        // The first sweep takes note of who asks from now on.
        _clock.Advance(TimeSpan.FromMinutes(11));
        for (uint i = 10_001; i <= 20_000; i++) Set(memo, i, i);
        _clock.Advance(TimeSpan.FromMinutes(11));
        for (uint i = 1; i <= 2500; i++) Assert.Equal(i, Find(memo, i));
        for (uint i = 20_001; i <= 60_000; i++) Set(memo, i, i);
        for (uint i = 1; i <= 2500; i++) Assert.Equal(i, Find(memo, i));
        for (uint i = 2501; i <= 5000; i++) Assert.Equal(0u, Find(memo, i));
    }

    private static void Set(SeriesMemo memo, uint labels, uint series)
    {
        memo.TryFind(Bytes(labels), out SeriesMemo.Key key, out _);
        memo.Set(key, new SeriesRef(series));
    }

    private static ulong Find(SeriesMemo memo, uint labels) => memo.TryFind(Bytes(labels), out _, out SeriesRef series) ? series.Value : 0;

    private static byte[] Bytes(uint labels) => Encoding.UTF8.GetBytes($"labels of {labels}");
}
