using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>Top-level blocks of upstream that we check and have no use for.</summary>
internal static class UnbuiltBlocks
{
    public static void Check(YamlMap root)
    {
        if (root.Take("tracing") is { IsNull: false } value && value.AsMap() is { } tracing) CheckTracing(value, tracing);
        if (root.Take("event_recorder") is not { IsNull: false } recorder || recorder.AsMap() is not { } events) return;
        foreach (string key in (string[])["file_outputs", "kafka_outputs", "stdout_outputs"]) events.List(key);
        foreach (YamlValue output in events.List("webhook_outputs")) CheckBatch(output);
        events.RejectUnknown();
        recorder.Warn("event_recorder has no effect here", "the history of alerts and notifications is always kept, and served by the API");
    }

    private static void CheckBatch(YamlValue output)
    {
        if (output.AsMap() is not { } webhook || webhook.Bool("batch", false)) return;
        foreach (string key in (string[])["batch_max_events", "batch_max_bytes", "batch_flush_interval"])
            if (webhook.Take(key) is { IsNull: false } set)
                set.Error($"{key} requires batch to be true");
    }

    private static void CheckTracing(YamlValue value, YamlMap map)
    {
        string client = map.String("client_type", "grpc"), compression = map.String("compression");
        if (client is not ("http" or "grpc")) map.Take("client_type")!.Error($"expected tracing client type to be to be http or grpc, but got {client}");
        if (compression is not ("" or "gzip")) map.Take("compression")!.Error($"invalid compression type {compression} provided, valid options: gzip");
        if (map.String("endpoint").Length == 0) map.Error("tracing endpoint must be set");
        map.OptionalDuration("timeout");
        foreach (string key in (string[])["sampling_fraction", "insecure", "tls_config", "headers"]) map.Take(key);
        map.RejectUnknown();
        value.Warn("tracing in alertmanager.yml has no effect here", "tracing is set for the whole process, by OTEL_ environment variables");
    }
}
