using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Tocsin.Model.Labels;

namespace Tocsin.PromQL.Bench;

/// <summary>A running server of another make on this machine, filled by remote write and asked over HTTP.</summary>
internal sealed class PeerServer(string name, string url, int processId) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri(url), Timeout = TimeSpan.FromMinutes(5) };

    public string Name => name;

    public void Dispose() => _http.Dispose();

    public async Task LoadAsync(BenchData data)
    {
        const int perRequest = 5_000;
        for (int sample = 0; sample < BenchData.Samples; sample++)
        {
            for (int from = 0; from < data.Labels.Length; from += perRequest)
            {
                var request = new MemoryStream();
                for (int series = from; series < Math.Min(from + perRequest, data.Labels.Length); series++)
                    WriteSeries(request, data.Labels[series], data.TimeOf(series, sample), data.Next(series, sample));
                using var content = new ByteArrayContent(Snappy(request.GetBuffer().AsSpan(0, (int)request.Length)));
                content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
                content.Headers.ContentEncoding.Add("snappy");
                using HttpResponseMessage response = await _http.PostAsync("/api/v1/write", content);
                if (!response.IsSuccessStatusCode) throw new InvalidOperationException(await response.Content.ReadAsStringAsync());
            }
        }
    }

    public async Task<(double Cpu, double Wall)> RunAsync(BenchQuery query, long start, long end)
    {
        string text = Uri.EscapeDataString(query.Text);
        string path = query.IsRange
            ? $"/api/v1/query_range?query={text}&start={start / 1000}&end={end / 1000}&step=60&nocache=1"
            : $"/api/v1/query?query={text}&time={end / 1000}&nocache=1";
        var cpu = new List<double>();
        var wall = new List<double>();
        for (int i = 0; i < 5; i++)
        {
            double before = CpuSeconds();
            long from = Stopwatch.GetTimestamp();
            using HttpResponseMessage response = await _http.GetAsync(path);
            await response.Content.ReadAsByteArrayAsync();
            if (!response.IsSuccessStatusCode) throw new InvalidOperationException(await response.Content.ReadAsStringAsync());
            wall.Add(Stopwatch.GetElapsedTime(from).TotalSeconds);
            cpu.Add(CpuSeconds() - before);
        }
        cpu.Sort();
        wall.Sort();
        return (cpu[1], wall[1]);
    }

    private double CpuSeconds()
    {
        string stat = File.ReadAllText($"/proc/{processId}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / 100;
    }

    private static void WriteSeries(MemoryStream to, LabelSet labels, long time, double value)
    {
        var body = new MemoryStream(256);
        foreach (LabelPair pair in labels)
        {
            int length = 2 + pair.Name.Length + 2 + pair.Value.Length;
            body.WriteByte(10);
            body.WriteByte((byte)length);
            body.WriteByte(10);
            body.WriteByte((byte)pair.Name.Length);
            body.Write(pair.Name);
            body.WriteByte(18);
            body.WriteByte((byte)pair.Value.Length);
            body.Write(pair.Value);
        }
        var sample = new MemoryStream(24);
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(number, value);
        sample.WriteByte(9);
        sample.Write(number);
        sample.WriteByte(16);
        Varint(sample, (ulong)time);
        body.WriteByte(18);
        body.WriteByte((byte)sample.Length);
        sample.WriteTo(body);
        to.WriteByte(10);
        Varint(to, (ulong)body.Length);
        body.WriteTo(to);
    }

    private static void Varint(MemoryStream to, ulong value)
    {
        for (; value >= 0x80; value >>= 7) to.WriteByte((byte)(value | 0x80));
        to.WriteByte((byte)value);
    }

    private static byte[] Snappy(ReadOnlySpan<byte> plain)
    {
        var block = new MemoryStream(plain.Length + 64);
        Varint(block, (ulong)plain.Length);
        while (!plain.IsEmpty)
        {
            int length = Math.Min(1 << 16, plain.Length);
            block.WriteByte(61 << 2);
            block.WriteByte((byte)(length - 1));
            block.WriteByte((byte)((length - 1) >> 8));
            block.Write(plain[..length]);
            plain = plain[length..];
        }
        return block.ToArray();
    }
}
