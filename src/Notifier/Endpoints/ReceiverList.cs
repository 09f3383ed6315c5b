using System.Collections.Concurrent;
using System.Text.Json;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Routing;

namespace Tocsin.Notifier.Endpoints;

/// <summary>Receivers by name, in order of the routes, each once; and the same as the JSON of an alert's <c>receivers</c>.</summary>
internal sealed record ReceiverList(string[] Names, byte[] Json);

/// <summary>The receivers of alerts under one configuration: there are few combinations, and all alerts share them. Thread-safe.</summary>
internal sealed class ReceiverLists(RouteTree routes)
{
    private readonly ConcurrentDictionary<string, ReceiverList> _known = new(StringComparer.Ordinal);

    public RouteTree Routes => routes;

    public ReceiverList Of(LabelSet labels)
    {
        string[] names = [.. routes.Match(labels).Select(route => route.Receiver).Distinct(StringComparer.Ordinal)];
        string key = JsonSerializer.Serialize(names);
        return _known.TryGetValue(key, out ReceiverList? known) ? known : _known.GetOrAdd(key, new ReceiverList(names, JsonOf(names)));
    }

    private static byte[] JsonOf(string[] names)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, AlertListing.JsonOptions)) AlertJson.WriteReceiverList(json, names);
        return buffer.ToArray();
    }
}
