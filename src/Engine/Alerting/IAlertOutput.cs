using Tocsin.Contracts.Bus;

namespace Tocsin.Engine.Alerting;

/// <summary>Where alerts leave evaluation. Never blocks.</summary>
internal interface IAlertOutput
{
    void Enqueue(IReadOnlyList<BusAlert> alerts);
}
