using Tocsin.Model.Labels;

namespace Tocsin.PromQL.Bench;

/// <summary>20,000 series, 6 hours at 15 s with a few ms of jitter: counters of requests, buckets, gauges and info series.</summary>
internal sealed class BenchData
{
    public const int Samples = 1440;
    public const long Step = 15_000;

    private readonly Random _random = new(7);
    private readonly long[] _offsets;
    private readonly double[] _values;

    public BenchData(long end)
    {
        Start = end - (Samples * Step);
        var labels = new List<LabelSet>();
        for (int job = 0; job < 10; job++)
        {
            for (int instance = 0; instance < 200; instance++)
            {
                (string, string)[] target = [("job", "job" + job), ("instance", $"10.0.{job}.{instance}:9100")];
                foreach (string code in (string[])["200", "204", "404", "500", "503"])
                    labels.Add(LabelSet.Create([("__name__", "http_requests_total"), ("code", code), .. target]));
                labels.Add(LabelSet.Create([("__name__", "node_memory_bytes"), .. target]));
                labels.Add(LabelSet.Create([("__name__", "node_info"), ("version", "v" + (instance % 5)), .. target]));
                for (int le = 0; instance < 50 && le < 12; le++)
                    labels.Add(LabelSet.Create([("__name__", "latency_bucket"), ("le", le == 11 ? "+Inf" : (0.005 * (1 << le)).ToString("R", null)), .. target]));
            }
        }
        Labels = [.. labels];
        _offsets = [.. Labels.Select(_ => (long)_random.Next(15_000))];
        _values = [.. Labels.Select(l => l.Get("__name__") == "node_info" ? 1.0 : _random.Next(1_000_000))];
    }

    public LabelSet[] Labels { get; }

    public long Start { get; }

    public long TimeOf(int series, int sample) => Start + _offsets[series] + (sample * Step) + ((series + (sample * 7)) % 11) - 5;

    /// <summary>Must be asked sample by sample, each for all series in turn.</summary>
    public double Next(int series, int sample)
    {
        string name = Labels[series].Get("__name__");
        double value = _values[series];
        if (name == "node_info") return value;
        if (name == "node_memory_bytes") return _values[series] = value + _random.Next(-4096, 4097);
        if (series % 100 == 3 && sample == 700) return _values[series] = 0;
        return _values[series] = value + 50 + _random.Next(100);
    }
}
