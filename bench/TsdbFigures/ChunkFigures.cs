using Tocsin.Tsdb.Chunks;

namespace Tocsin.TsdbFigures;

/// <summary>Encoding and decoding of float chunks, million samples a second and core.</summary>
internal static unsafe class ChunkFigures
{
    private const int Chunks = 20_000;
    private const int Samples = 120;
    private const int Room = 2048;

    public static void Run()
    {
        for (int pass = 0; pass < 2; pass++)
        {
            foreach (bool aligned in new[] { false, true })
            {
                foreach (string kind in new[] { "counter", "gauge", "integer", "constant" }) Measure(kind, aligned, quiet: pass == 0);
            }
        }
    }

    private static void Measure(string kind, bool aligned, bool quiet)
    {
        var random = new Random(7);
        var times = new long[Chunks * Samples];
        var values = new double[times.Length];
        for (int i = 0; i < times.Length; i++)
        {
            int n = i % Samples, chunk = i / Samples;
            times[i] = 1_700_000_000_000 + (n * 15_000L) + (aligned ? 0 : random.Next(-5, 6));
            values[i] = kind switch
            {
                "counter" => (n == 0 ? chunk * 1000 : values[i - 1]) + random.Next(0, 400),
                "gauge" => Math.Round(random.NextDouble() * 100, 3),
                "integer" => random.Next(0, 30),
                _ => chunk,
            };
        }
        byte[] buffer = new byte[Chunks * Room];
        var lengths = new int[Chunks];
        var decodedTimes = new long[Samples];
        var decodedValues = new double[Samples];
        double encode = double.MaxValue, decode = double.MaxValue;
        fixed (byte* start = buffer)
        {
            for (int round = 0; round < 7; round++)
            {
                double begin = Cpu.OfThread();
                for (int chunk = 0; chunk < Chunks; chunk++) lengths[chunk] = Encode(start + (chunk * Room), times, values, chunk * Samples);
                encode = Math.Min(encode, Cpu.OfThread() - begin);
                begin = Cpu.OfThread();
                for (int chunk = 0; chunk < Chunks; chunk++) XorDecoder.Decode(start + (chunk * Room), lengths[chunk], Samples, decodedTimes, decodedValues);
                decode = Math.Min(decode, Cpu.OfThread() - begin);
            }
        }
        if (quiet) return;
        double all = Chunks * (double)Samples / 1e6;
        Console.WriteLine($"{kind,-9} {(aligned ? "aligned " : "jittered")}: encode {all / encode,4:F0} M/s, decode {all / decode,4:F0} M/s, {lengths.Average() / Samples:F2} bytes a sample");
    }

    private static int Encode(byte* into, long[] times, double[] values, int first)
    {
        var encoder = default(XorEncoder);
        for (int i = first; i < first + Samples; i++) encoder.Append(into, times[i], values[i]);
        return encoder.Length;
    }
}
