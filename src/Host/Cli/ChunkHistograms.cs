using System.Globalization;
using Tocsin.Tsdb;

namespace Tocsin.Host.Cli;

/// <summary>How full chunks are, drawn as bars.</summary>
internal static class ChunkHistograms
{
    public static void Print(ChunkAnalysis chunks, TextWriter console)
    {
        console.WriteLine();
        console.WriteLine("Compaction analysis:");
        console.WriteLine();
        Draw("samples per float chunk", chunks.FloatSamples);
        Draw("bytes per float chunk", chunks.FloatBytes);
        Draw("samples per histogram chunk", chunks.HistogramSamples);
        Draw("bytes per histogram chunk", chunks.HistogramBytes);
        Draw("buckets per histogram chunk", chunks.HistogramBuckets);

        void Draw(string what, IReadOnlyList<int> numbers)
        {
            Print(what, numbers, chunks.Total, console);
            console.WriteLine();
        }
    }

    private static void Print(string what, IReadOnlyList<int> numbers, int total, TextWriter console)
    {
        if (numbers.Count == 0)
        {
            console.WriteLine($"{what}: N/A");
            return;
        }
        int least = numbers.Min(), most = numbers.Max(), step = 10;
        while (step < (most - least) / 10 && step <= 10_000) step *= 10;
        int start = least - (least % step), end = most - (most % step) + step;
        int[] counts = new int[((end - start) / step) + 1];
        foreach (int number in numbers) counts[(number - start) / step]++;
        console.WriteLine($"{what} (min/avg/max): {least}/{numbers.Sum(number => (long)number) / numbers.Count}/{most}");
        int left = Text(end).Length, right = Text(end + step).Length, width = Text(counts.Max()).Length;
        for (int i = 0; i < counts.Length; i++)
        {
            string from = Text((i * step) + start + 1).PadLeft(left), to = Text(((i + 1) * step) + start).PadLeft(right);
            console.WriteLine($"[{from}, {to}]: {Text(counts[i]).PadLeft(width)} {new string('#', 100 * counts[i] / total)}");
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
