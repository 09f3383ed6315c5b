namespace Tocsin.PromQL.Execution;

/// <summary>Two indexes over ascending timestamps that follow a window (start, end] as it moves on.</summary>
internal struct SlidingRange
{
    public int Low { get; private set; }

    public int High { get; private set; }

    public void Move(ReadOnlySpan<long> timestamps, long start, long end)
    {
        int low = Low, high = High;
        while (high < timestamps.Length && timestamps[high] <= end) high++;
        while (low < high && timestamps[low] <= start) low++;
        Low = low;
        High = high;
    }
}
