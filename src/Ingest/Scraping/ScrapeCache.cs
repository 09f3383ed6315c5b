using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using Tocsin.Model.Labels;

namespace Tocsin.Ingest.Scraping;

/// <summary>
/// Remembers the series of one target by their text, in the order of the last scrape. Most pages come in the same order every time, so the
/// next series is usually known before it is read; others are found by hash. Not thread-safe.
/// </summary>
// A scrape is Begin, then for each sample Expected/Find/Touch or Add, then Complete or Abort. What was not touched in a completed scrape
// leaves the cache, so it is never larger than two pages.
internal sealed class ScrapeCache
{
    private readonly Dictionary<byte[], CachedSeries> _byKey = new(KeyComparer.Instance);
    private readonly Dictionary<byte[], CachedSeries>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private readonly List<CachedSeries> _added = [];
    private List<CachedSeries> _previous = [];
    private List<CachedSeries> _order = [];
    private int _expected;
    private long _scrape;
    private bool _invalid;

    public ScrapeCache() => _lookup = _byKey.GetAlternateLookup<ReadOnlySpan<byte>>();

    public int Count => _byKey.Count;

    /// <summary>The series text that should come next.</summary>
    public ReadOnlySpan<byte> Expected => !_invalid && _expected < _previous.Count ? _previous[_expected].Key : default;

    public void Begin()
    {
        _scrape++;
        _order.Clear();
        _added.Clear();
        _expected = 0;
    }

    /// <summary>The expected series, which the page confirmed.</summary>
    public CachedSeries TakeExpected() => Touch(_previous[_expected]);

    public bool TryFind(ReadOnlySpan<byte> key, [NotNullWhen(true)] out CachedSeries? series)
    {
        if (!_lookup.TryGetValue(key, out series)) return false;
        Touch(series);
        return true;
    }

    public CachedSeries Add(ReadOnlySpan<byte> key, LabelSet? labels)
    {
        var series = new CachedSeries(key.ToArray(), labels) { Position = _expected - 1 };
        _byKey.Add(series.Key, series);
        _added.Add(series);
        series.Seen = _scrape;
        _order.Add(series);
        return series;
    }

    /// <summary>Ends a good scrape; gives back the series that vanished and want a staleness marker.</summary>
    public List<CachedSeries> Complete()
    {
        List<CachedSeries> vanished = [];
        foreach (CachedSeries series in _previous)
        {
            if (series.Seen == _scrape) continue;
            if (_byKey.TryGetValue(series.Key, out CachedSeries? now) && ReferenceEquals(now, series)) _byKey.Remove(series.Key);
            if (WantsMarker(series)) vanished.Add(series);
        }
        if (vanished.Count > 0) RemoveLiving(vanished);
        for (int i = 0; i < _order.Count; i++) _order[i].Position = i;
        (_previous, _order) = (_order, _previous);
        _invalid = false;
        return vanished;
    }

    /// <summary>Ends a scrape that failed: what it added is forgotten.</summary>
    public void Abort()
    {
        foreach (CachedSeries series in _added) _byKey.Remove(series.Key);
        _added.Clear();
    }

    /// <summary>The living series, all of which want a marker because the target went silent; marks them.</summary>
    public List<CachedSeries> TakeAllForMarkers()
    {
        var all = new List<CachedSeries>();
        foreach (CachedSeries series in _previous)
        {
            if (!WantsMarker(series)) continue;
            series.Stale = true;
            all.Add(series);
        }
        return all;
    }

    /// <summary>Settings changed: every series is relabelled anew, and what no longer comes out of that gets its marker.</summary>
    public void Invalidate()
    {
        _byKey.Clear();
        _invalid = true;
    }

    private static bool WantsMarker(CachedSeries series) => series is { Tracked: true, Stale: false, Labels: not null };

    // Relabelling may lead two texts to one series: as long as one of them comes, the series lives.
    private void RemoveLiving(List<CachedSeries> vanished)
    {
        var living = new HashSet<LabelSet>();
        foreach (CachedSeries series in _order)
            if (series.Labels is not null)
                living.Add(series.Labels);
        vanished.RemoveAll(series => !living.Add(series.Labels!));
    }

    private CachedSeries Touch(CachedSeries series)
    {
        _expected = series.Position + 1;
        series.Seen = _scrape;
        _order.Add(series);
        return series;
    }

    private sealed class KeyComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly KeyComparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate) => (int)XxHash3.HashToUInt64(alternate);

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
