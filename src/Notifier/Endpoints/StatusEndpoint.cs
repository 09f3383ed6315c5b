using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tocsin.Contracts.Api.Alertmanager;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Notifier.Persistence;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Endpoints;

/// <summary>/api/v2/status and /api/v2/receivers.</summary>
internal sealed class StatusEndpoint(INotifierConfig config, INotifierState state, ReplicaWatch replicas, EndpointSettings settings)
{
    /// <summary>Clients ask for this version of the API's behaviour; ours stands beside it in <c>branch</c>.</summary>
    private const string SpokenVersion = "0.34.0";

    private static readonly string Version =
        Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public Task StatusAsync(HttpContext http) => ApiResponse.WriteAsync(http, StatusCodes.Status200OK, json =>
    {
        json.WriteStartObject();
        WriteCluster(json);
        json.WriteStartObject("config"u8);
        json.WriteString("original"u8, config.Current.Config.Original);
        json.WriteEndObject();
        json.WriteString("uptime"u8, WireTime.Text(settings.StartedAt));
        json.WriteStartObject("versionInfo"u8);
        json.WriteString("branch"u8, "tocsin " + Version);
        json.WriteString("buildDate"u8, "");
        json.WriteString("buildUser"u8, "tocsin");
        json.WriteString("goVersion"u8, RuntimeInformation.FrameworkDescription);
        json.WriteString("revision"u8, Version);
        json.WriteString("version"u8, SpokenVersion);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    // Without others there is no cluster, as upstream says of a server that runs alone.
    private void WriteCluster(Utf8JsonWriter json)
    {
        IReadOnlyList<Replica> peers = replicas.Replicas;
        json.WriteStartObject("cluster"u8);
        if (peers.Count > 0) json.WriteString("name"u8, settings.Instance);
        json.WriteStartArray("peers"u8);
        foreach (Replica peer in peers)
        {
            json.WriteStartObject();
            json.WriteString("address"u8, peer.Address);
            json.WriteString("name"u8, peer.Name);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("status"u8, peers.Count == 0 ? "disabled"u8 : state.Ready ? "ready"u8 : "settling"u8);
        json.WriteEndObject();
    }

    public Task ReceiversAsync(HttpContext http)
    {
        AlertmanagerConfig current = config.Current.Config;
        if (ReceiverFilter.Read(http.Request.Query, current, settings.Syntax, out ReceiverFilter? filter) is { } fault) return ApiResponse.FaultAsync(http, fault);
        IEnumerable<ReceiverConfig> receivers = current.Receivers.Where(receiver => filter!.Matches(receiver.Name));
        return ApiResponse.WriteListAsync(http, receivers, (json, receiver) =>
        {
            json.WriteStartObject();
            json.WriteStartObject("labels"u8);
            foreach ((string name, string value) in receiver.Labels.OrderBy(label => label.Key, StringComparer.Ordinal)) json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteString("name"u8, receiver.Name);
            json.WriteEndObject();
        });
    }
}
