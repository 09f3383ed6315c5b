using System.Text.Json;
using Tocsin.Testing.Servers;

namespace Tocsin.Scenarios.Installations;

/// <summary>When each alert was told, as firing and as ended, by alertname: read from what a webhook has caught.</summary>
internal sealed class ToldBook(WebCatcher hook)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<DateTimeOffset>> _firing = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<DateTimeOffset>> _ended = new(StringComparer.Ordinal);
    private int _read;

    /// <summary>Notifications in all.</summary>
    public int Notifications
    {
        get
        {
            Read();
            return _read;
        }
    }

    public IReadOnlyList<DateTimeOffset> Firing(string name) => Of(_firing, name);

    public IReadOnlyList<DateTimeOffset> Ended(string name) => Of(_ended, name);

    /// <summary>What was told more than once, with how often more; an end that came twice has a minus before its name.</summary>
    public IReadOnlyDictionary<string, int> Repeats()
    {
        Read();
        lock (_lock)
            return _firing.Select(told => (told.Key, told.Value)).Concat(_ended.Select(told => ("-" + told.Key, told.Value)))
                .Where(told => told.Value.Count > 1).ToDictionary(told => told.Item1, told => told.Value.Count - 1);
    }

    private DateTimeOffset[] Of(Dictionary<string, List<DateTimeOffset>> told, string name)
    {
        Read();
        lock (_lock) return told.TryGetValue(name, out List<DateTimeOffset>? times) ? [.. times] : [];
    }

    private void Read()
    {
        lock (_lock)
        {
            foreach (CaughtRequest request in hook.Requests.Skip(_read))
            {
                _read++;
                using JsonDocument body = JsonDocument.Parse(request.Body);
                foreach (JsonElement alert in body.RootElement.GetProperty("alerts").EnumerateArray())
                {
                    Dictionary<string, List<DateTimeOffset>> told = alert.GetProperty("status").GetString() == "firing" ? _firing : _ended;
                    string name = alert.GetProperty("labels").GetProperty("alertname").GetString()!;
                    if (!told.TryGetValue(name, out List<DateTimeOffset>? times)) told[name] = times = [];
                    times.Add(request.At);
                }
            }
        }
    }
}
