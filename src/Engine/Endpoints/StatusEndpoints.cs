using System.Text.Json;
using Tocsin.Model.Time;

namespace Tocsin.Engine.Endpoints;

/// <summary>Configuration, flags and build. buildinfo has no <c>features</c>: Grafana takes a server with them for Mimir.</summary>
internal sealed class StatusEndpoints(ServerFacts facts, ConfigStatus config, TimeProvider clock)
{
    public void Map(ApiRoute routes)
    {
        routes.Get("/status/config", _ => new ApiAnswer(json => WriteTexts(json, ("yaml", config.Current.Text))));
        routes.Get("/status/flags", _ => new ApiAnswer(json =>
            WriteTexts(json, [.. facts.Flags.OrderBy(flag => flag.Key, StringComparer.Ordinal).Select(flag => (flag.Key, flag.Value))])));
        routes.Get("/status/buildinfo", _ => new ApiAnswer(json => WriteTexts(
            json,
            ("version", facts.Version),
            ("revision", facts.Revision),
            ("branch", "main"),
            ("buildUser", ""),
            ("buildDate", ""),
            ("goVersion", ""))));
        routes.Get("/status/runtimeinfo", _ => new ApiAnswer(WriteRuntime));
    }

    private void WriteRuntime(Utf8JsonWriter json)
    {
        ConfigStatus.Loaded loaded = config.Current;
        json.WriteStartObject();
        json.WriteString("startTime"u8, RuleJson.Time(facts.StartedAt.ToUnixTimeMilliseconds()));
        json.WriteString("CWD"u8, Environment.CurrentDirectory);
        json.WriteString("hostname"u8, Environment.MachineName);
        json.WriteString("serverTime"u8, RuleJson.Time(UnixMilliseconds.Now(clock)));
        json.WriteBoolean("reloadConfigSuccess"u8, loaded.Success);
        json.WriteString("lastConfigTime"u8, RuleJson.Time(loaded.At.ToUnixTimeMilliseconds()));
        json.WriteNumber("corruptionCount"u8, 0);
        json.WriteNumber("goroutineCount"u8, ThreadPool.ThreadCount);
        json.WriteNumber("GOMAXPROCS"u8, Environment.ProcessorCount);
        json.WriteNumber("GOMEMLIMIT"u8, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        json.WriteString("GOGC"u8, ""u8);
        json.WriteString("GODEBUG"u8, ""u8);
        json.WriteString("storageRetention"u8, facts.StorageRetention);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, params ReadOnlySpan<(string Name, string Value)> texts)
    {
        json.WriteStartObject();
        foreach ((string name, string value) in texts) json.WriteString(name, value);
        json.WriteEndObject();
    }
}
