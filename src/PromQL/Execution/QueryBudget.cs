using System.Diagnostics;
using System.Globalization;
using Tocsin.PromQL.Execution.Histograms;

namespace Tocsin.PromQL.Execution;

/// <summary>
/// Samples and bytes that a query holds at once. Who crosses a limit ends the query: from then on every call fails, so that all threads of the query
/// stop at the next series they come to. Thread-safe.
/// </summary>
/// <param name="samples">Most samples; upstream's limit.</param>
/// <param name="bytes">Most bytes of rows, accumulators, labels and results; 0 is no limit.</param>
internal sealed class QueryBudget(long samples, long bytes)
{
    private const string TooManySamples = "query processing would load too many samples into memory in query execution";
    private const long LargestArray = 500_000_000;
    private const int LabelSetBytes = 72;
    private long _samples;
    private long _bytes;
    private long _peak;
    private long _crossedAt;
    private volatile string? _crossed;

    public long PeakSamples => Interlocked.Read(ref _peak);

    /// <summary>How long ago a limit was crossed; null: none was.</summary>
    public TimeSpan? Overrun => _crossed is null ? null : Stopwatch.GetElapsedTime(Interlocked.Read(ref _crossedAt));

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <exception cref="QueryException">The limit is crossed.</exception>
    public void Hold(long samples) => Check(Interlocked.Add(ref _samples, samples));

    /// <summary>Samples that must fit into one array, whatever the limit is.</summary>
    /// <exception cref="QueryException"/>
    public void HoldArray(long samples)
    {
        if (samples > LargestArray) throw Crossed(TooManySamples);
        Hold(samples);
    }

    /// <summary>Samples that are let go at once.</summary>
    /// <exception cref="QueryException">The limit is crossed.</exception>
    public void Touch(long samples) => Check(Interlocked.Read(ref _samples) + samples);

    /// <summary>Memory that is kept until the query ends.</summary>
    /// <exception cref="QueryException">The limit is crossed.</exception>
    public void HoldBytes(long held) => CheckBytes(Interlocked.Add(ref _bytes, held));

    /// <summary>Memory that is let go soon.</summary>
    /// <exception cref="QueryException">The limit is crossed.</exception>
    public void TouchBytes(long held) => CheckBytes(Interlocked.Read(ref _bytes) + held);

    /// <summary>A row that is kept.</summary>
    /// <exception cref="QueryException">The limit is crossed.</exception>
    public void HoldRow(Row row)
    {
        long held = 96 + (row.Length * sizeof(double)), more = 0;
        for (int i = 0; row.HasHistograms && i < row.Length; i++)
        {
            held += row.HistogramAt(i) is { } histogram ? SizeOf(histogram) : IntPtr.Size;
            // That there is a sample at each step is counted already.
            more += (row.HistogramAt(i)?.SampleWeight ?? 1) - 1;
        }
        HoldBytes(held);
        if (more > 0) Hold(more);
    }

    /// <summary>The labels of a row that is kept.</summary>
    public static long SizeOf(SeriesHead head) => LabelSetBytes + head.Labels.Blob.Length;

    /// <summary>Buckets weigh most.</summary>
    public static long SizeOf(Histogram histogram) => 200 + (12L * (histogram.Positive.Length + histogram.Negative.Length));

    private void Check(long held)
    {
        for (long peak = Interlocked.Read(ref _peak); held > peak;)
        {
            long seen = Interlocked.CompareExchange(ref _peak, held, peak);
            if (seen == peak) break;
            peak = seen;
        }
        if (held > samples || _crossed is not null) throw Crossed(TooManySamples);
    }

    private void CheckBytes(long held)
    {
        if ((bytes > 0 && held > bytes) || _crossed is not null)
            throw Crossed(string.Create(CultureInfo.InvariantCulture, $"query processing would take more than the {bytes} bytes of memory that --query.max-memory allows one query"));
    }

    private QueryException Crossed(string message)
    {
        Interlocked.CompareExchange(ref _crossedAt, Stopwatch.GetTimestamp(), 0);
        return new QueryException(Interlocked.CompareExchange(ref _crossed, message, null) ?? message);
    }
}
