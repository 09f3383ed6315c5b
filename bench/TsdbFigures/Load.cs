using System.Globalization;
using Tocsin.Model.Labels;

namespace Tocsin.TsdbFigures;

/// <summary>Series as a cluster has them: pods with 500 series each, ten labels, a third counters, a third gauges, a third buckets of classic histograms.</summary>
internal static class Load
{
    public static LabelSet Labels(int index, LabelSetBuilder builder)
    {
        int pod = index / 500, metric = index % 500;
        builder.Clear();
        builder.Set("__name__", "http_server_request_duration_seconds_" + Text(metric / 10));
        builder.Set("container", "container-" + Text(pod % 50));
        builder.Set("instance", $"10.42.{pod / 250}.{pod % 250}:8080");
        builder.Set("job", "kubernetes-pods-" + Text(pod % 20));
        builder.Set("le", "0." + Text(metric % 10));
        builder.Set("method", metric % 2 == 0 ? "GET" : "POST");
        builder.Set("namespace", "namespace-" + Text(pod % 30));
        builder.Set("node", $"ip-10-0-12-{pod % 200}.eu-west-1.compute.internal");
        builder.Set("pod", "checkout-service-7d9f8b6c5d-" + Text(pod + 100000));
        builder.Set("status", "2" + Text(metric % 7));
        return builder.Build();
    }

    /// <summary>Value of a series at a scrape.</summary>
    public static double Value(int series, int scrape) => (series % 3) switch
    {
        0 => scrape * (double)(17 + (series % 50)),
        1 => Math.Round(50 + (40 * Math.Sin((series * 0.37) + (scrape * 0.1))), 3),
        _ => scrape / 3 * (series % 11),
    };

    /// <summary>Whether three series of ten are replaced over the run, as pods that restart do.</summary>
    public static bool Churns { get; set; }

    /// <summary>Whether scrapes come exactly on their beat, as Prometheus and Tocsin write them when they are off by 2 ms at most.</summary>
    public static bool Aligned { get; set; }

    /// <summary>A scrape every 15 s, a few ms early or late.</summary>
    public static long Time(long start, int series, int scrape) =>
        start + (scrape * 15_000L) + (Aligned ? series / 500 * 7919 % 11 : ((series / 500 * 7919) + (scrape * 31) ^ (scrape >> 3)) % 11);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
