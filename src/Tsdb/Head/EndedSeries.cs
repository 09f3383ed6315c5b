using Tocsin.Model.Samples;

namespace Tocsin.Tsdb.Head;

/// <summary>A series whose newest sample, at the given time, is a staleness marker.</summary>
internal readonly record struct EndedSeries(uint Slot, long LastTime);

/// <summary>Finds the series that have ended and will get no sample any more that is older than their last.</summary>
internal static unsafe class EndedSeriesSearch
{
    private const int SliceSlots = 4096;

    /// <summary>Those that ended before a time. Series with late or deleted samples are left out: they wait for the next cut of the head.</summary>
    public static List<EndedSeries> Find(MemoryHead head, long before)
    {
        var ended = new List<EndedSeries>();
        for (uint first = 0; first <= head.Series.LastSlot; first += SliceSlots)
        {
            uint begin = first;
            head.Read(() =>
            {
                for (uint slot = begin; slot < begin + SliceSlots; slot++)
                {
                    SeriesState* series = head.Series.Find(slot);
                    if (series is not null && HasEnded(series, before)) ended.Add(new EndedSeries(slot, series->Encoder.LastTime));
                }
                return true;
            });
        }
        return ended;
    }

    public static bool HasEnded(SeriesState* series, long before) =>
        (series->Flags & (SeriesFlags.HasSamples | SeriesFlags.Indexed | SeriesFlags.ValueUnknown | SeriesFlags.OutOfOrder | SeriesFlags.Deletions | SeriesFlags.Gone))
            == (SeriesFlags.HasSamples | SeriesFlags.Indexed)
        && series->Encoder.LastTime < before && StaleMarker.Is(BitConverter.UInt64BitsToDouble(series->Encoder.LastValueBits));
}
