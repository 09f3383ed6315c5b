using System.Globalization;
using Tocsin.Contracts.Configuration.Prometheus;

namespace Tocsin.Ingest.Discovery;

/// <summary>The targets that stand in the configuration itself.</summary>
internal sealed class StaticDiscoverer(IReadOnlyList<StaticTargetGroup> groups) : IDiscoverer
{
    private readonly TargetGroup[] _groups =
        [.. groups.Select((group, i) => new TargetGroup("static/" + i.ToString(CultureInfo.InvariantCulture), group.Targets, group.Labels))];

    public event Action? Changed
    {
        add { }
        remove { }
    }

    public TimeSpan? RefreshInterval => null;

    public IReadOnlyList<TargetGroup> Current() => _groups;

    public void Dispose()
    {
    }
}
