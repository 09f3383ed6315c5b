using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Text;
using Snappier;

namespace Tocsin.MetricsSideBySide;

/// <summary>
/// The same samples for every server: counters, gauges and classic histograms of about ten labels a series, sent in order of time by remote write 1.0.
/// </summary>
internal sealed class WriteLoad
{
    private const int Lanes = 2;

    private readonly LoadOptions _options;
    private readonly byte[][] _labels;
    private readonly double[] _values;
    private readonly ulong[] _random;

    /// <param name="end">When the samples end, about, in ms since the epoch.</param>
    public WriteLoad(LoadOptions options, long end)
    {
        _options = options;
        _labels = [.. Enumerable.Range(0, options.Series).Select(Labels)];
        _values = new double[options.Series];
        _random = [.. Enumerable.Range(1, options.Series).Select(i => (ulong)i * 0x9E3779B97F4A7C15)];
        End = end / 60_000 * 60_000;
        Start = End - (long)options.Span.TotalMilliseconds;
    }

    public long Start { get; }

    public long End { get; }

    public long Samples { get; private set; }

    /// <summary>Sends everything; series are split into lanes, each in order.</summary>
    public async Task SendAsync(Uri server)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(5) };
        Samples = 0;
        Array.Clear(_values);
        int perLane = (_options.Series + Lanes - 1) / Lanes;
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => Task.Run(() =>
            SendLaneAsync(http, new Uri(server, "/api/v1/write"), lane * perLane, Math.Min(_options.Series, (lane + 1) * perLane)))));
    }

    private async Task SendLaneAsync(HttpClient http, Uri address, int from, int to)
    {
        byte[] plain = new byte[_options.SamplesPerRequest * 512];
        for (long time = Start; time < End; time += (long)_options.Interval.TotalMilliseconds)
        {
            for (int first = from; first < to; first += _options.SamplesPerRequest)
            {
                int last = Math.Min(to, first + _options.SamplesPerRequest), length = 0;
                for (int series = first; series < last; series++) length = Write(plain, length, series, time + (series % 100 * 7));
                using var content = new ByteArrayContent(Snappy.CompressToArray(plain.AsSpan(0, length)));
                content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
                content.Headers.ContentEncoding.Add("snappy");
                content.Headers.Add("X-Prometheus-Remote-Write-Version", "0.1.0");
                using HttpResponseMessage answer = await http.PostAsync(address, content);
                if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{address}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
                lock (_options) Samples += last - first;
            }
        }
    }

    private int Write(byte[] into, int at, int series, long time)
    {
        byte[] labels = _labels[series];
        int timeLength = VarintLength((ulong)time);
        int sampleLength = 1 + 8 + 1 + timeLength;
        into[at++] = 0x0A;
        at = Varint(into, at, (ulong)(labels.Length + 2 + sampleLength));
        labels.CopyTo(into, at);
        at += labels.Length;
        into[at++] = 0x12;
        into[at++] = (byte)sampleLength;
        into[at++] = 0x09;
        BinaryPrimitives.WriteDoubleLittleEndian(into.AsSpan(at), Next(series));
        at += 8;
        into[at++] = 0x10;
        return Varint(into, at, (ulong)time);
    }

    // Half counters, a quarter gauges, a quarter buckets.
    private double Next(int series)
    {
        ulong random = _random[series] = (_random[series] * 6364136223846793005) + 1442695040888963407;
        int step = (int)(random >> 58);
        if (series % 4 == 2) return _values[series] = Math.Round(50 + (step * 0.75) + (_values[series] * 0.2), 3);
        return _values[series] += series % 4 == 3 ? step / 8 * (1 + (series / 4 % 10)) : step;
    }

    private static byte[] Labels(int series)
    {
        int kind = series % 4, id = series / 4;
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["__name__"] = kind switch { 2 => "process_resident_memory_bytes", 3 => "http_request_duration_seconds_bucket", _ => "http_requests_total" },
            ["cluster"] = "production",
            ["env"] = "prod-eu",
            ["instance"] = $"10.0.{id / 10 % 10}.{id / 100}:9100",
            ["job"] = "service-" + (id % 10),
            ["namespace"] = "shop-" + (id % 5),
            ["pod"] = $"service-{id % 10}-{id / 10:x5}",
            ["region"] = "eu-west-" + (id % 3),
        };
        if (kind < 2) (labels["code"], labels["method"]) = (kind == 0 ? "200" : "500", id % 2 == 0 ? "GET" : "POST");
        if (kind == 3)
        {
            string[] bounds = ["0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "+Inf"];
            (labels["le"], labels["pod"], labels["instance"]) = (bounds[id % 10], $"service-{id / 10 % 10}-{id / 10:x5}", $"10.1.{id / 10 % 10}.{id / 100}:9100");
            labels["job"] = "service-" + (id / 10 % 10);
        }
        var bytes = new List<byte>();
        foreach ((string name, string value) in labels)
        {
            byte[] n = Encoding.UTF8.GetBytes(name), v = Encoding.UTF8.GetBytes(value);
            bytes.AddRange([0x0A, (byte)(n.Length + v.Length + 4), 0x0A, (byte)n.Length, .. n, 0x12, (byte)v.Length, .. v]);
        }
        return [.. bytes];
    }

    private static int VarintLength(ulong value)
    {
        int length = 1;
        for (; value >= 0x80; value >>= 7) length++;
        return length;
    }

    private static int Varint(byte[] into, int at, ulong value)
    {
        for (; value >= 0x80; value >>= 7) into[at++] = (byte)(value | 0x80);
        into[at++] = (byte)value;
        return at;
    }
}
