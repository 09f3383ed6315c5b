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
    private readonly ConcurrentDictionary<Route, ReceiverList> _alone = new();
    private readonly ConcurrentDictionary<string, ReceiverList> _together = new(StringComparer.Ordinal);

    public RouteTree Routes => routes;

    public ReceiverList Of(LabelSet labels)
    {
        IReadOnlyList<Route> matched = routes.Match(labels);
        // Nearly all alerts go one way, and nothing is made for each of them.
        if (matched is [var one]) return _alone.GetOrAdd(one, static route => Made([route.Receiver]));
        string[] names = [.. matched.Select(route => route.Receiver).Distinct(StringComparer.Ordinal)];
        return _together.GetOrAdd(JsonSerializer.Serialize(names), static (_, names) => Made(names), names);
    }

    private static ReceiverList Made(string[] names) => new(names, JsonOf(names));

    private static byte[] JsonOf(string[] names)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, AlertListing.JsonOptions)) AlertJson.WriteReceiverList(json, names);
        return buffer.ToArray();
    }
}
